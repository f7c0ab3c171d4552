//! A manifest of a workspace member as one that stands alone: what it inherits is written out.

use std::error::Error;

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

const HEADER: &str =
    "# The runtime that gatewright carries. Do not edit: it is written again with the generated code.\n";

/// Tables that only matter inside of the workspace.
const LEFT_OUT: [&str; 5] = ["lints", "dev-dependencies", "test", "bench", "example"];

/// The manifest with everything that it takes from `workspace` in place.
pub(crate) fn standalone(manifest: &str, workspace: &str) -> Result<String, Box<dyn Error>> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let workspace: DocumentMut = workspace.parse()?;
    for table in LEFT_OUT {
        manifest.remove(table);
    }
    if let Some(package) = manifest.get_mut("package").and_then(Item::as_table_mut) {
        // What only a registry reads.
        for key in ["readme", "exclude", "keywords", "categories", "metadata"] {
            package.remove(key);
        }
        inherit_package(package, &workspace)?;
        package.insert("publish", value(false));
    }
    for table in ["dependencies", "build-dependencies"] {
        if let Some(dependencies) = manifest.get_mut(table).and_then(Item::as_table_mut) {
            inherit_dependencies(dependencies, &workspace)?;
        }
    }
    let targets = manifest.get_mut("target").and_then(Item::as_table_mut);
    for (_, target) in targets.into_iter().flat_map(Table::iter_mut) {
        if let Some(dependencies) = target.get_mut("dependencies").and_then(Item::as_table_mut) {
            inherit_dependencies(dependencies, &workspace)?;
        }
    }
    // The tests of the runtime are run where it is developed.
    let mut library = Table::new();
    library.insert("test", value(false));
    library.insert("doctest", value(false));
    manifest.insert("lib", Item::Table(library));
    Ok(format!("{HEADER}{manifest}"))
}

fn inherits(item: &Item) -> bool {
    let workspace = item.as_table_like().and_then(|table| table.get("workspace"));
    workspace.and_then(Item::as_bool) == Some(true)
}

fn inherit_package(package: &mut Table, workspace: &DocumentMut) -> Result<(), Box<dyn Error>> {
    for (key, item) in package.iter_mut().filter(|(_, item)| inherits(item)) {
        let given = workspace.get("workspace").and_then(|table| table.get("package")?.get(key.get()));
        let given = given.and_then(Item::as_value).ok_or_else(|| format!("[workspace.package] has no `{key}`"))?;
        *item = value(given.clone());
    }
    // Dotted keys (`version.workspace`) leave their decoration behind.
    package.iter_mut().for_each(|(mut key, _)| key.fmt());
    Ok(())
}

fn inherit_dependencies(dependencies: &mut Table, workspace: &DocumentMut) -> Result<(), Box<dyn Error>> {
    for (key, item) in dependencies.iter_mut().filter(|(_, item)| inherits(item)) {
        let given = workspace.get("workspace").and_then(|table| table.get("dependencies")?.get(key.get()));
        let given = given.ok_or_else(|| format!("[workspace.dependencies] has no `{key}`"))?;
        if given.get("path").is_some() {
            return Err(format!("`{key}` is a member of the workspace: the runtime must stand alone").into());
        }
        let own = item.as_table_like().ok_or_else(|| format!("`{key}` is no dependency"))?;
        *item = value(merge(given, own));
    }
    dependencies.iter_mut().for_each(|(mut key, _)| key.fmt());
    Ok(())
}

/// What the workspace says of a dependency, with what the member adds to it.
fn merge(given: &Item, own: &dyn TableLike) -> Value {
    let mut merged = InlineTable::new();
    match given.as_table_like() {
        Some(table) => table.iter().filter_map(|(key, item)| Some((key, item.as_value()?))).for_each(|(key, value)| {
            merged.insert(key, value.clone());
        }),
        None => given.as_value().into_iter().for_each(|version| {
            merged.insert("version", version.clone());
        }),
    }
    for (key, value) in own.iter().filter_map(|(key, item)| Some((key, item.as_value()?))) {
        match (key, value, merged.get_mut(key)) {
            ("workspace", ..) => {}
            ("features", Value::Array(more), Some(Value::Array(features))) => features.extend(more.iter().cloned()),
            _ => {
                merged.insert(key, value.clone());
            }
        }
    }
    merged.fmt();
    Value::InlineTable(merged)
}
