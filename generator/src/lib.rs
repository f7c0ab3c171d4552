//! Generates a typed Rust client, server trait and models from Swagger 2.0 and OpenAPI 3.x documents.
