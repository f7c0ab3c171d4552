//! Gives types the derives that the user adds.

use super::selectors;
use crate::ir::Api;
use crate::options::Options;

pub(super) fn run(api: &mut Api, options: &Options) {
    let derives = options.derives();
    if derives.is_empty() {
        return;
    }
    for id in api.types.ids() {
        let def = api.types.get(id);
        let selectors = selectors::of_type(def);
        let fits = |of: &str| selectors.iter().any(|selector| selector == of);
        let derives = derives.iter().filter(|derive| derive.of.as_ref().is_none_or(|of| fits(&of.value)));
        api.types.get_mut(id).derives = derives.map(|derive| derive.path.value.clone()).collect();
    }
}
