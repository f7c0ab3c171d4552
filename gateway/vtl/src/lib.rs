//! The mapping template language of Amazon API Gateway: Velocity 1.7, JSONPath, $input, $util.
