//! `operationId`s to which a framework appended path and method, without them.
//!
//! FastAPI makes `get_app_info_api_app_about_get` of the function `get_app_info` on `GET /api/app/about`. The name of
//! the function is left where no other operation wants it.

use crate::index::IndexMap;

use crate::ir::Operation;
use crate::names::snake;

/// What each operation would like to be called, in their order.
pub(super) fn names(operations: &[Operation]) -> Vec<String> {
    let short: Vec<Option<String>> = operations.iter().map(shortened).collect();
    let mut times: IndexMap<String, usize> = IndexMap::default();
    for (operation, short) in operations.iter().zip(&short) {
        let wanted = snake(short.as_deref().unwrap_or(&operation.id.wire));
        *times.entry(wanted.to_string()).or_default() += 1;
    }
    let named = operations.iter().zip(short).map(|(operation, short)| {
        let short = short.filter(|short| times.get(&*snake(short)) == Some(&1));
        short.unwrap_or_else(|| operation.id.wire.clone())
    });
    named.collect()
}

/// What stands before path and method, each of their characters that is no letter or digit written as `_`.
fn shortened(operation: &Operation) -> Option<String> {
    let path = operation.path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' });
    let end: String = path.chain(['_']).chain(operation.method.as_str().to_lowercase().chars()).collect();
    let id = operation.id.wire.as_str();
    // Its letters are those of the document: FastAPI keeps what paths write in capitals.
    let name = id.strip_suffix(&end).filter(|_| operation.has_operation_id)?;
    name.contains(char::is_alphanumeric).then(|| name.to_owned())
}
