use gatewright_document::{Document, Report, Severity};
use gatewright_gateway::check::check_document;

#[test]
fn corpus() {
    let Some(dir) = std::env::var_os("GATEWRIGHT_CORPUS") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(std::path::Path::new(&dir).join("apigateway")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().map(|p| p.as_path()).chain([std::path::Path::new("../swagger/lambdagate.json"), std::path::Path::new("../swagger/lambdagate-modeled.json")]) {
        let Ok(document) = Document::load(path) else { println!("UNREADABLE {}", path.display()); continue };
        let mut report = Report::new(document.sources());
        check_document(&document, &mut report);
        report.sort();
        println!("=== {} {}w {}n", path.file_name().unwrap().to_string_lossy(), report.count(Severity::Warning), report.count(Severity::Note));
        for l in report.one_line() { println!("{}", l.replace(&*path.parent().unwrap().to_string_lossy(), "")); }
    }
}
