//! Keeps the operations that the user picked.

use crate::ir::Api;
use crate::options::Filter;

pub(super) fn run(api: &mut Api, filter: &Filter) {
    api.operations.retain(|operation| {
        let by = |wanted: &[String], matches: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|one| matches(one))
        };
        by(&filter.tags, &|tag| operation.tags.iter().any(|own| own == tag))
            && by(&filter.methods, &|method| operation.method.eq_ignore_ascii_case(method))
            && by(&filter.operations, &|id| operation.id.wire == id || operation.to_string() == id)
            && by(&filter.paths, &|path| match path.strip_suffix('*') {
                Some(prefix) => operation.path.starts_with(prefix),
                None => operation.path == path,
            })
    });
    if *filter != Filter::default() {
        api.callbacks.clear();
    }
}
