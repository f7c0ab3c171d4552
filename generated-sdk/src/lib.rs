//! The LambdaGate SDK, generated at build time, with Calc behind it.
