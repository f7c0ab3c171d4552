//! The table of diagnostic codes. A new code is one entry.

use super::{Code, CodeInfo};
use crate::diagnostic::Severity;

macro_rules! codes {
    ($( $constant:ident = $name:literal, $severity:ident $(/ $strict:ident)? $(~ $allowable:ident)?, $summary:literal, $explanation:literal; )*) => {
        impl Code {
            $(
                #[doc = $summary]
                #[doc = ""]
                #[doc = $explanation]
                pub const $constant: Code = Code($name);
            )*

            /// Every code, in the order of the table.
            pub const ALL: &'static [CodeInfo] = &[$(
                CodeInfo {
                    code: Code::$constant,
                    severity: Severity::$severity,
                    strict: false $(|| { stringify!($strict); true })?,
                    may_be_allowed: false $(|| { stringify!($allowable); true })?,
                    summary: $summary,
                    explanation: $explanation,
                },
            )*];
        }
    };
}

// `Warning / strict` is a warning by default and an error under `--strict`; `Error ~ allowable` is an error that may be
// allowed.
codes! {
    // Reading files.
    UNREADABLE_FILE = "unreadable-file", Error,
        "a file cannot be read",
        "The file does not exist, is a directory, or the system rejects to read it.";
    NOT_TEXT = "not-text", Error,
        "a file is not text",
        "The file is binary or compressed, or a web page was saved in place of the document.";
    INVALID_ENCODING = "invalid-encoding", Error,
        "a file is not valid UTF-8",
        "Documents are read as UTF-8. The file has a byte that UTF-8 does not allow, most often because an editor saved it as Latin-1 or Windows-1252.";
    OTHER_ENCODING = "other-encoding", Warning,
        "a file is encoded as UTF-16",
        "The file is read all the same; other tools will not, since RFC 8259 asks for UTF-8. Save it as UTF-8.";
    EMPTY_DOCUMENT = "empty-document", Error,
        "a file has no content",
        "The file is empty, or has only comments and white space.";
    JSON_SYNTAX = "json-syntax", Error,
        "a file is not valid JSON",
        "RFC 8259 does not allow what stands at the place shown: a trailing comma, a comment, single quotes, a missing bracket.";
    YAML_SYNTAX = "yaml-syntax", Error,
        "a file is not valid YAML",
        "YAML does not allow what stands at the place shown: a tab in the indentation, a wrong indentation, an unquoted special character.";
    TRUNCATED_DOCUMENT = "truncated-document", Error,
        "a file ends in the middle",
        "The text stops inside a string, array or object. A download or export was cut off.";
    UNRENDERED_TEMPLATE = "unrendered-template", Error,
        "a file is a template that was not rendered",
        "`{{ name }}` and `{% … %}` belong to a template language and are not YAML or JSON. Render the template first, or put quotes around the placeholder. Templates of Terraform (`%{ if … }`, `${jsonencode(…)}`, files named `.tftpl`) are rendered by the command with the values that `--variable` gives.";
    MERGE_CONFLICT = "merge-conflict", Error,
        "a file has merge conflict markers",
        "`<<<<<<<`, `=======` and `>>>>>>>` were left by version control. Settle the conflict first.";
    NESTING_TOO_DEEP = "nesting-too-deep", Error,
        "a value is nested more than 127 levels deep",
        "No hand-written or exported document comes near that depth; a generator ran away. The limit keeps every stage from running out of stack.";
    TOO_MANY_ALIASES = "too-many-aliases", Error,
        "YAML aliases expand to too much",
        "Aliases of aliases grow exponentially (an alias bomb). The document is rejected before it fills the memory.";
    ALIAS_CYCLE = "alias-cycle", Error,
        "a YAML anchor contains itself",
        "An alias stands inside the very node that it names, so the document would be infinite. Recursive schemas are written with `$ref`.";
    DUPLICATE_KEY = "duplicate-key", Warning / strict,
        "an object has one key twice",
        "The last one counts, as in nearly all JSON readers and in API Gateway's import; the other is lost. YAML forbids it altogether.";
    INVALID_KEY = "invalid-key", Error,
        "a YAML key is not a scalar",
        "JSON objects have only strings as keys. A mapping or list as a key is most often an unquoted `{placeholder}`.";
    YAML_TAG = "yaml-tag", Warning,
        "a YAML tag has no meaning here",
        "The value is read as if the tag were not there. CloudFormation's short tags (`!Sub`, `!Ref`, `!GetAtt` …) are read as their long form, `{\"Fn::Sub\": …}`, and told only where the value is needed.";
    YAML_BOOLEAN = "yaml-boolean", Warning,
        "`yes`, `no`, `on` or `off` stands where a boolean belongs",
        "YAML 1.1 read these words as booleans, YAML 1.2 reads strings. Where OpenAPI wants a boolean they are taken as one. Write `true` or `false`.";
    YAML_IN_JSON = "yaml-in-json-file", Warning,
        "a file named `.json` holds YAML",
        "The file is read as YAML. Other tools go by the name, so rename it.";
    SEVERAL_DOCUMENTS = "several-documents", Warning / strict,
        "a YAML file holds several documents",
        "Only the first document of the stream (up to the second `---`) is read.";
    TOO_LARGE = "too-large", Error,
        "a document is too large",
        "A document and the files that it refers to may have 256 MiB; no API description comes near.";

    // What the document is.
    NOT_OPENAPI = "not-openapi", Error,
        "a file is something else than an OpenAPI document",
        "The root of a Swagger or OpenAPI document is an object with a field `swagger` or `openapi`. AsyncAPI, JSON Schema, CloudFormation templates and others are recognised and named.";
    UNSUPPORTED_VERSION = "unsupported-version", Error,
        "a version of Swagger or OpenAPI that is not read",
        "Swagger 2.0 and OpenAPI 3.0 and 3.1 are read.";
    NEWER_VERSION = "newer-version", Warning,
        "a version of OpenAPI newer than 3.1",
        "The document is read as OpenAPI 3.1; what is new since then is not understood.";
    BOTH_VERSIONS = "both-versions", Error,
        "a document says that it is both Swagger and OpenAPI",
        "`swagger` and `openapi` exclude each other, and the two formats differ in nearly everything. Remove the wrong one.";
    VERSION_NOT_A_STRING = "version-not-a-string", Warning / strict,
        "the version is a number",
        "`swagger: 2.0` is a number in YAML. It is understood, but the specification wants a string: `swagger: \"2.0\"`.";

    FETCHED_COPY = "fetched-copy", Error,
        "a copy of a document on the web was changed",
        "`gatewright fetch` wrote beside the copy what it got, with its hash. Fetch it again, keep corrections in an overlay, or remove the file beside it.";

    // Overlays.
    INVALID_OVERLAY = "invalid-overlay", Error,
        "an overlay does not follow the Overlay Specification",
        "An overlay has `overlay` (the version), `info` with `title` and `version`, and `actions`; each action has a `target`, a JSONPath of RFC 9535 that starts with `$`.";
    OVERLAY_MATCHES_NOTHING = "overlay-matches-nothing", Error ~ allowable,
        "an action of an overlay changes nothing",
        "The path of the action matches nothing in the document: it is mistyped, or the document has changed. A `$ref` is not followed. If the code is allowed, the action is left out.";
    OVERLAY_MISMATCH = "overlay-mismatch", Error,
        "an action of an overlay does not fit what it is to change",
        "Objects are merged with objects, arrays with arrays, and single values replace single values. To put a value of another kind in a place, remove first what is there. `copy` needs a path with exactly one match.";
    OVERLAY_TOO_LARGE = "overlay-too-large", Error,
        "an overlay takes too much time or memory",
        "Overlays may be somebody else's. A path that could look at too many values, and actions that make the document too large or too deep, are rejected.";
    OVERLAY_VERSION = "overlay-version", Warning / strict,
        "an overlay uses what its version does not have",
        "Overlay 1.0 changes only objects and arrays. Single values are changed as in 1.1 all the same.";
    OVERLAY_EXTENDS = "overlay-extends", Note,
        "an overlay says that it is made for another document",
        "`extends` names the document that the author had in mind. The overlay is applied to the document that was given.";

    // References.
    UNRESOLVED_REFERENCE = "unresolved-reference", Warning / strict,
        "a `$ref` names nothing",
        "What the reference names does not exist. What depends on it becomes untyped JSON; under `--strict` it is an error.";
    OUTSIDE_FILE = "outside-file", Warning,
        "a reference leads to a file outside of the document's folder",
        "The file is read, since many documents share files so. But a document comes from somebody else, who can name any file of this machine: no text of the file shows in messages. Allow this code if the file belongs to the document, deny it if none may.";
    MISSING_FILE = "missing-file", Error,
        "a `$ref` names a file that cannot be read",
        "References to other files are relative to the file that they stand in.";
    REFERENCE_CYCLE = "reference-cycle", Error,
        "references lead in a circle",
        "`A` is only a reference to `B` and `B` to `A`, so neither is ever defined. Recursion through a property or items is fine.";
    REMOTE_REFERENCE = "remote-reference", Warning / strict,
        "a `$ref` names a document on the network",
        "Nothing is fetched while generating: the result would depend on the network. Download the file and refer to it by path.";
    MALFORMED_REFERENCE = "malformed-reference", Warning / strict,
        "a `$ref` is neither a JSON pointer, nor a path, nor a URL",
        "Write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`.";
    BARE_REFERENCE = "bare-reference", Note,
        "a `$ref` is only a name",
        "API Gateway accepts `$ref: Pet` for a model; the specification does not. It is taken as the schema of that name.";
    WRONG_KIND_OF_REFERENCE = "wrong-kind-of-reference", Error,
        "a `$ref` names something of another kind",
        "A parameter may only refer to a parameter, a response to a response, and so on.";
    REFERENCE_SIBLINGS = "reference-siblings", Warning,
        "keys beside `$ref` are ignored",
        "Before OpenAPI 3.1, everything beside a `$ref` is ignored. Use `allOf` with the reference as one part.";

    // Structure.
    WRONG_TYPE = "wrong-type", Warning / strict,
        "a value has the wrong JSON type",
        "The specification wants another type here, such as an object where an array stands.";
    MISSING_FIELD = "missing-field", Warning / strict,
        "a required field is missing",
        "The specification requires the field. Where a default does no harm, it is assumed.";
    MISSING_INFO = "missing-info", Warning / strict,
        "`info`, its title or its version is missing",
        "Exports of API Gateway may lack them. The title names the client: without one the file name is used.";
    MISSING_PATHS = "missing-paths", Warning / strict,
        "`paths` is missing",
        "Before OpenAPI 3.1 `paths` is required. Without it there are only models.";
    MISSING_RESPONSES = "missing-responses", Note,
        "an operation has no responses",
        "The specification wants at least one. Any success is then accepted, with an untyped body.";
    UNKNOWN_FIELD = "unknown-field", Warning,
        "a field that the specification does not know",
        "It has no effect. Often it is a typing error, or belongs to another version of the format.";
    UNSUPPORTED_KEYWORD = "unsupported-keyword", Warning,
        "a keyword that is not expressed in Rust",
        "The keyword is valid, but the generated code does not express it. The message says what happens in its place.";
    INVALID_HOST = "invalid-host", Warning / strict,
        "`host` is more than a host",
        "Swagger 2.0 wants only the host name and perhaps a port; scheme and path have fields of their own.";
    INVALID_SERVER = "invalid-server", Warning / strict,
        "a server URL is not valid",
        "The URL does not parse, or names a variable that is not declared.";
    INVALID_VALUE = "invalid-value", Warning / strict,
        "a value that the specification does not allow",
        "Only certain words or forms are allowed here.";

    // Operations.
    PATH_WITHOUT_SLASH = "path-without-slash", Error,
        "a path does not start with a slash",
        "Paths are appended to the base URL, so each starts with `/`.";
    INVALID_PATH_TEMPLATE = "invalid-path-template", Error,
        "a path template is malformed",
        "Braces must be balanced and hold a name: `/pets/{petId}`.";
    UNDECLARED_PATH_PARAMETER = "undeclared-path-parameter", Warning / strict,
        "a path has a `{name}` that is no declared parameter",
        "API Gateway exports do this. The parameter is taken as a required string.";
    UNUSED_PATH_PARAMETER = "unused-path-parameter", Warning / strict,
        "a path parameter that is not in the path",
        "The parameter is declared `in: path`, but the path has no such `{name}`. It is left out.";
    CONFLICTING_PATHS = "conflicting-paths", Warning / strict,
        "two paths match the same requests",
        "Paths that differ only in the names of their parameters are one path to a server. Where both have a method, it always goes to the first.";
    DUPLICATE_OPERATION_ID = "duplicate-operation-id", Warning / strict,
        "two operations have the same `operationId`",
        "The first in the document keeps the name, the others are named by method and path.";
    INVALID_PARAMETER = "invalid-parameter", Error,
        "a parameter lacks its name or its place",
        "`name` and `in` (`path`, `query`, `querystring`, `header`, `cookie`; in Swagger 2.0 also `body` and `formData`) are required, and so is the `content` of a `querystring`.";
    DUPLICATE_PARAMETER = "duplicate-parameter", Warning / strict,
        "one parameter is declared twice",
        "Name and place together must be unique in an operation. The last one counts.";
    SEVERAL_BODIES = "several-bodies", Warning / strict,
        "an operation has more than one body parameter",
        "A request has only one body. The first one counts.";
    MISSING_OPERATION_ID = "missing-operation-id", Note,
        "an operation has no `operationId`",
        "It is named after its method and path. `gatewright check --fix FILE --operation-ids` writes an overlay with an `operationId` for each.";
    BODY_AND_FORM = "body-and-form", Error,
        "an operation has both a body and form fields",
        "Form fields are the body, so `in: body` and `in: formData` exclude each other.";
    QUERYSTRING_AND_QUERY = "querystring-and-query", Error,
        "a parameter is all of the query, and there are others of it",
        "A parameter `in: querystring` is the whole query, so it is the only one, and excludes parameters `in: query` of the operation and of its path (OpenAPI 3.2, Parameter Object).";
    QUERYSTRING_AND_KEY = "querystring-and-key", Warning,
        "a query that is JSON or text, and a key in it",
        "A parameter `in: querystring` of JSON or text is the whole query. An API key `in: query` stands behind it, and what a server reads then is neither the value nor the key. A form has room for both.";
    BODY_NOT_ALLOWED = "body-not-allowed", Note,
        "a request body where HTTP gives it no meaning",
        "A body of GET, HEAD, DELETE or TRACE has no defined meaning (RFC 9110) and is dropped by many servers and proxies.";
    CONTENT_NOT_ALLOWED = "content-not-allowed", Note,
        "an answer with content where HTTP has none",
        "Answers to HEAD, and those with status 1xx, 204, 205 or 304, have no content (RFC 9110, 6.4.1): a client would wait for a body in vain.";
    INVALID_STATUS = "invalid-status", Warning / strict,
        "a response status that does not exist",
        "Statuses are three digits from 100 to 599, a class such as `4XX`, or `default`.";
    UNKNOWN_SECURITY_SCHEME = "unknown-security-scheme", Warning / strict,
        "a security requirement names no scheme",
        "The name must be one of `securityDefinitions` or `components/securitySchemes`.";
    UNKNOWN_MEDIA_TYPE = "unknown-media-type", Warning,
        "a media type that has no typed form",
        "The body is given and taken as bytes.";
    JSON_PREFERRED = "json-preferred", Note,
        "clients use JSON where there are other media types for the same",
        "YAML would be mere text, and XML or a form says no more. The server has all media types.";
    XML_NAME = "xml-name", Note,
        "a name in XML is missing, or cannot be written",
        "A body of XML has one element around it, which is named after the schema or its `xml: {name: …}`; names are letters, digits, `_`, `-` and `.`.";
    CORS_OPTIONS_LEFT_OUT = "cors-options-left-out", Note,
        "mock `OPTIONS` methods for CORS are left out",
        "API Gateway adds them for browsers; programs do not call them. An option keeps them.";
    PAGES = "pages", Note,
        "operations that give their items page by page",
        "What they take and give is called as pages usually are (`cursor` and `next_cursor`, `page` and `per_page`, a header `Link`), so that their calls have `pages()`, a stream of all of them. An extension of the document (`x-speakeasy-pagination`, `x-fern-pagination`, `x-ms-pageable`) says otherwise.";
    WATCHES = "watches", Note,
        "operations whose changes can be watched",
        "They have a flag `watch` in the query and answer a list in `items`, as Kubernetes does: asked with the flag, they answer a line of JSON for each change of an item. Their calls have `watch_events()`, a stream of those.";
    ANY_METHOD = "any-method", Note,
        "an operation for any method",
        "`x-amazon-apigateway-any-method` stands for every method that the path does not name; the method becomes an argument.";

    // Schemas.
    UNKNOWN_TYPE = "unknown-type", Warning / strict,
        "a schema `type` that does not exist",
        "The types are string, number, integer, boolean, array, object and, from 3.1, null. The value is untyped JSON.";
    UNKNOWN_FORMAT = "unknown-format", Note,
        "a `format` that has no type of its own",
        "The value has the plain type. Formats are open, so this is no mistake.";
    UNTYPED_SCHEMA = "untyped-schema", Warning,
        "a schema becomes untyped JSON",
        "The document gives it a type that the generated code cannot express. The message says why.";
    INVALID_PATTERN = "invalid-pattern", Warning / strict,
        "a `pattern` is written with the slashes of JavaScript",
        "Patterns are ECMAScript regular expressions without slashes around them. By the letter it matches nothing. The slashes are left out.";
    MALFORMED_PATTERN = "malformed-pattern", Error,
        "a `pattern` is not a regular expression",
        "Patterns are ECMAScript regular expressions. No value can be held to one that cannot be compiled. If the code is allowed, the check is left out.";
    BACKTRACKING_PATTERN = "backtracking-pattern", Warning,
        "a `pattern` needs an engine that backtracks",
        "Look-around and back-references cannot be matched in linear time. A server gives such a match so many steps and rejects a text that takes more.";
    CONFLICTING_ALL_OF = "conflicting-all-of", Warning / strict,
        "the parts of an `allOf` exclude each other",
        "No value can match all parts, or Rust cannot hold a value to all of them. The message says which part is used.";
    ALL_OF_CYCLE = "all-of-cycle", Error,
        "a schema contains itself through `allOf`",
        "A schema cannot extend itself: it would have no end.";
    INFINITE_TYPE = "infinite-type", Warning / strict,
        "a type requires a value of itself",
        "A required, non-null property of the type's own kind can never be finished. It is boxed so that the code compiles; no value exists.";
    INVALID_DISCRIMINATOR = "invalid-discriminator", Warning / strict,
        "a discriminator that does not tell the variants apart",
        "The property is missing from a variant, or a mapping names no schema. The variants are tried by their form.";
    INVALID_ENUM = "invalid-enum", Warning,
        "an enum value that does not fit",
        "A value is listed twice or has another type than the schema, or nothing is listed. Values are taken as they are written, whatever `type` says.";
    INVALID_EXAMPLE = "invalid-example", Note,
        "an example or default is not of the type of its schema",
        "It is kept in the documentation as it is, and is never used as a value. In YAML most often the quotes of a string are missing.";

    RECORDED_RESPONSE = "recorded-response", Warning,
        "a recorded response is not what the document says",
        "Clients would not read the response. A setting may accept it; `gatewright check --responses DIR --fix FILE` writes an overlay that mends the document, where a property is missing or null.";

    // Names.
    NAME_COLLISION = "name-collision", Note,
        "two names become one in Rust",
        "The first in the document keeps it, the others get a distinguishing word. An option renames either.";
    UNUSED_OPTION = "unused-option", Warning / strict,
        "an option applies to nothing",
        "A rename, type replacement or filter names something that the document does not have.";
    INVALID_OPTION = "invalid-option", Error,
        "an option or a setting of `gatewright.toml` cannot be used",
        "There is no setting of that name, or its value is none that it can have.";
    INVALID_LOCK = "invalid-lock", Error,
        "`gatewright.lock` cannot be used",
        "The file of names is TOML with a table for each kind of name. Somebody edited it, or a merge went wrong. Where two lines give one name, one of the two gets another.";
    LOCK_OUTDATED = "lock-outdated", Warning / strict,
        "`gatewright.lock` does not have the names that are generated",
        "The document has something new, whose name the next change of the document may still take away. Write the lock again and commit it.";
    NAME_LOCKED = "name-locked", Note,
        "a name is kept by `gatewright.lock`",
        "Without the lock it would be called otherwise now: its `operationId` was changed, or what had taken the name is gone.";
    REPLACEABLE_TYPE = "replaceable-type", Note,
        "a crate has a type for a schema",
        "`x-rust-type` names a type of a crate that is not among those you depend on, or not in this version. The type is generated from the schema.";

    DOCUMENT_TYPE = "document-type", Note,
        "the document chooses a Rust type",
        "`x-rust-type` names a type that the generated code uses, as you allowed with `crates` or `trust-document-types`. Only a plain path is taken: `money::Amount`, `money::List<u32>`.";
    UNTRUSTED_TYPE = "untrusted-type", Warning,
        "a Rust type that the document names is not used",
        "A document comes from somebody else, so its `x-rust-type` has an effect only if you allow it: with `crates` for the types of a crate, with `trust-document-types` for all. The type is generated from the schema.";

    INTERNAL_ERROR = "internal-error", Error,
        "a mistake of the tool itself",
        "The generator found that its own result cannot be right, so that nothing was written. Please report it together with the document.";

    // API Gateway.
    RESPONSE_DOES_NOT_FIT_MODEL = "response-does-not-fit-model", Warning,
        "a mapping template's output does not fit the response model",
        "Typed clients decode the model and find none of its fields. Change the template or the model.";
    TEMPLATE_ERROR = "template-error", Warning / strict,
        "a mapping template is malformed",
        "The template cannot be parsed, so API Gateway will answer 500.";
    UNENCODED_FORM_VALUE = "unencoded-form-value", Warning,
        "a form body has a value that is not encoded",
        "A template that makes `name=value&…` prints a value as it is. `&`, `+` and `%` in it change the form, and a \
         client can add fields of its own. Write `$util.urlEncode(…)` around it.";
    NOT_IN_RESPONSE = "not-in-response", Warning,
        "a template reads what its service never answers",
        "The responses of the AWS service that an integration calls are known, and the path that the template reads \
         is not in them, so that it is always empty.";
    UNKNOWN_INTEGRATION = "unknown-integration", Warning,
        "an integration that cannot be run",
        "The integration's type is unknown, or needs something that does not exist outside of AWS.";
    INVALID_MAPPING = "invalid-mapping", Warning / strict,
        "a parameter mapping is malformed",
        "The left side is `integration.request.…` or `method.response.…`, the right side names where the value comes from.";
    UNKNOWN_VALIDATOR = "unknown-validator", Warning / strict,
        "a request validator that is not defined",
        "`x-amazon-apigateway-request-validator` must name one of `x-amazon-apigateway-request-validators`.";
    TEMPLATE_IS_NOT_JSON = "template-is-not-json", Warning,
        "a mapping template's output is not JSON",
        "The template prints text without quotes, a comma too many, or a bare line end in a string. Clients, or the function, cannot read it.";
    ERRORS_ANSWERED_AS_SUCCESS = "errors-answered-as-success", Warning,
        "errors of the backend are answered as successes",
        "Only the default integration response is configured, so that a failed function is answered with its status, 200. Add a response with a selection pattern and a status of its own.";
    MISSING_INTEGRATION_RESPONSE = "missing-integration-response", Warning,
        "an integration without a proxy has no responses",
        "No integration response matches what the backend answers, so API Gateway answers 500 to every request.";
    MISSING_RESPONSE_MODEL = "missing-response-model", Warning,
        "a successful answer has no model",
        "SDKs that are generated from the document give an empty object, or untyped JSON, for an answer without a model.";
    UNDECLARED_STATUS = "undeclared-status", Warning,
        "an integration response has a status that the method does not declare",
        "The status of an integration response must be one of the method's responses; the import rejects others.";
    UNDECLARED_RESPONSE_HEADER = "undeclared-response-header", Warning,
        "a mapped header that the response does not declare",
        "`method.response.header.NAME` must be a header of the method response; the import rejects others, and typed clients do not see them.";
    UNMAPPED_RESPONSE_HEADER = "unmapped-response-header", Warning,
        "a declared header that nothing sets",
        "The method response declares a header, but no integration response maps it and no template sets it. Clients never get it.";
    UNMAPPED_PARAMETER = "unmapped-parameter", Warning,
        "a declared parameter that nothing maps",
        "Without a proxy, API Gateway passes on only what is mapped or used in a template. The parameter has no effect.";
    UNCHECKED_PARAMETER = "unchecked-parameter", Warning,
        "a required parameter that no validator checks",
        "`required` rejects nothing by itself: only a request validator with `validateRequestParameters` does.";
    UNMATCHABLE_PATTERN = "unmatchable-pattern", Warning,
        "a selection pattern that never matches",
        "The pattern is a regular expression of Java, matched against the whole error message of a function, or against the status of another backend.";
    UNDEFINED_STAGE_VARIABLE = "undefined-stage-variable", Warning,
        "a stage variable that does not exist",
        "A stage variable without a value is empty. Their names have only letters, digits and underscores.";
    IMPORT_LIMIT = "import-limit", Warning,
        "something that API Gateway's import does not take",
        "The document is valid, but API Gateway rejects this part of it or leaves it out. See the important notes of its developer guide.";
    NOT_EMULATED = "not-emulated", Note,
        "something that API Gateway does and a gateway in development does not",
        "Usage plans, and conditions of policies, are about accounts, networks and traffic that are not there when an API is run on a machine of its own.";
    UNRESOLVED_INTRINSIC = "unresolved-intrinsic", Warning,
        "a CloudFormation expression stands where a value belongs",
        "`Fn::Sub` and the like are filled in when the template is deployed. The value is not known while generating.";

    // Other versions of the format.
    LOST_IN_CONVERSION = "lost-in-conversion", Warning,
        "the version that a document is converted to cannot say something",
        "`gatewright convert` leaves it out, or says what comes next to it. Nothing is wrong with the document; tools that read the result know less.";
}
