use crate::{ECHO, Folder};

const REQUEST: [&str; 5] = ["test-invoke", "echo.json", "POST /echo", "--body", r#"{"say": "hello"}"#];

/// A folder with the API and two programs that can be its function.
#[cfg(unix)]
fn folder() -> Folder {
    let rejects = "#!/bin/sh\necho '{\"errorMessage\": \"400 too loud\", \"errorType\": \"Rejected\"}'\nexit 1\n";
    Folder::new()
        .with("echo.json", ECHO)
        .with_program("echo", "#!/bin/sh\ncat\n")
        .with_program("rejects", rejects)
        .with_program("dies", "#!/bin/sh\nexit 3\n")
}

#[cfg(unix)]
#[test]
fn a_program_answers() {
    let more = ["--function", "Echo=./echo", "--stage-variable", "room=a=b"];
    let run = folder().run(&[REQUEST.as_slice(), &more].concat()).ends_with(0);
    assert!(run.out.starts_with("200 OK\n"), "{}", run.out);
    let answer = "\n\n{\"said\": \"hello\", \"in\": \"a=b\"}\n\n";
    assert!(run.out.contains(answer), "{}", run.out);
    assert!(run.out.contains("Endpoint request body after transformations: {\"said\""), "{}", run.out);
    assert!(run.out.contains("Method completed with status: 200\n"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_program_fails() {
    let json = |function: &str| {
        let more = ["--json", "--function", function];
        folder().run(&[REQUEST.as_slice(), &more].concat()).ends_with(0).json()
    };
    let rejected = json("Echo=rejects");
    assert_eq!((rejected["status"].as_u64(), rejected["body"].as_str()), (Some(400), Some("400 too loud")));
    let died = json("Echo=dies");
    let body: serde_json::Value = serde_json::from_str(died["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["errorType"], "Runtime.ExitError");
    let message = body["errorMessage"].as_str().unwrap();
    let remark = &died["stages"][2]["mismatches"][0];
    assert!(remark["message"].as_str().unwrap().starts_with("the function failed: RequestId: "), "{remark}");
    assert_eq!(remark["place"], "echo.json:10:14");
    assert!(message.ends_with("Error: Runtime exited with error: exit status: 3"), "{message}");
}

#[test]
fn what_the_gateway_rejects_itself() {
    let folder = Folder::new().with("echo.json", ECHO);
    let run = folder.run(&REQUEST).ends_with(1);
    assert!(run.out.starts_with("500 Internal Server Error\n"), "{}", run.out);
    let ended =
        "\nAPI_CONFIGURATION_ERROR: Execution failed due to configuration error: no function `Echo` is registered";
    assert!(run.out.contains(ended) && run.out.trim_end().ends_with("--> echo.json:10:14"), "{}", run.out);
    folder.run(&["test-invoke", "echo.json", "GET /nowhere"]).ends_with(1);
    let run = folder.run(&["test-invoke", "nowhere.json", "GET /"]).ends_with(1);
    assert!(run.err.starts_with("error[unreadable-file]"), "{}", run.err);
}

#[test]
fn misuse() {
    let folder = Folder::new().with("echo.json", ECHO);
    let run = folder.run(&["test-invoke", "echo.json", "POST"]).ends_with(2);
    assert!(run.err.contains("a method and a path are wanted"), "{}", run.err);
    let run = folder.run(&["test-invoke", "echo.json", "GET /", "--function", "Echo=no-such-file"]).ends_with(2);
    assert!(run.err.contains("there is no such file"), "{}", run.err);
    let run = folder.run(&["test-invoke", "echo.json", "GET /", "--function", "Echo=echo.json"]).ends_with(2);
    assert!(cfg!(not(unix)) || run.err.contains("the file is no program; `chmod +x` makes one"), "{}", run.err);
    let url = "Echo=http://127.0.0.1:9";
    let run = folder.run(&["test-invoke", "echo.json", "GET /", "--function", url, "--function", url]).ends_with(2);
    assert!(run.err.starts_with("error: the function `Echo` is given twice\nhelp: "), "{}", run.err);
    let run = folder.run(&["test-invoke", "echo.json", "GET /", "--body", "@no-such-file"]).ends_with(1);
    assert!(run.err.starts_with("error: cannot read no-such-file"), "{}", run.err);
}
