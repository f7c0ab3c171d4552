//! The configuration as API Gateway's management API describes it after an import.
