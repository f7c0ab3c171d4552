//! Amazon API Gateway in a library: runs an exported document in front of your own functions.
