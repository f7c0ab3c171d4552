//! The configuration as API Gateway exports it.
