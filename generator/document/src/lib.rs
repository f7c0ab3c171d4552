//! Reads Swagger and OpenAPI documents with exact places, and reports what is wrong with them.
