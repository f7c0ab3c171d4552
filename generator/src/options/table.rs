//! The table of options. An entry is all that an option needs, besides the code that it changes.
//!
//! `SECTION SETTER (KEY OF gatewright.toml, ARGUMENT OF THE COMMAND) = KIND(…);` with the kinds of [`kind!`]. The first
//! paragraph of the docs is the help text of the command and the entry in the guide, the whole is the rustdoc of the setter.

use std::path::{Path, PathBuf};

use crate::index::IndexMap;
use gatewright_document::SourceId;

use super::{Codecs, Dates, Nullable, OperationNames, OptionInfo, Runtime, Section, ServerTraits, Setting, Slot};
use crate::builder::Builder;

options! {
    /// Changes the document by this overlay before anything is generated from it. Several are applied in this order.
    ///
    /// An overlay follows the OpenAPI Overlay Specification 1.0 or 1.1; it may change Swagger 2.0 too. A path that matches
    /// nothing is an error, `overlay-matches-nothing`, which may be [allowed](Self::allow).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), gatewright_build::Error> {
    /// gatewright_build::Builder::new("vendor/api.yaml").overlay("fixes.overlay.yaml").generate_to_out_dir("api.rs")
    /// # }
    /// ```
    Document overlay ("overlays", "overlay") = files();

    /// Sets a variable that a document leaves to its deployment: of a template of Terraform, or of CloudFormation.
    ///
    /// The command renders templates of Terraform; a build script does with the feature `terraform` of this crate. Lists
    /// and objects are written as Terraform writes them: `["/a", "/b"]`.
    Document variable ("variables", "variable") = map("NAME=VALUE");

    /// Generates the client.
    Output client ("client", "no-client") = on("Leaves out the client.");

    /// Generates the server trait and router.
    Output server ("server", "no-server") = on("Leaves out the server trait and router.");

    /// Lets an implementation leave out methods of the server trait, which respond with 501 then, so that a new operation
    /// in the document does not break the build.
    Output unwritten ("unwritten", "unwritten") = off();

    /// Which traits the server has: `api`, which is one for all operations, or `tag`, which is one for each tag.
    ///
    /// An operation belongs to the trait of its first tag. The trait of the API names the type that implements each of
    /// the others, which may be one for all, and has the operations without a tag.
    Output server_traits ("server-traits", "server-traits") = word(ServerTraits, ServerTraits, "WHICH");

    /// Gives the methods of a server the parts of multipart requests as they arrive: for this operation, or for all (`*`).
    ///
    /// Such a body is a `Multipart`, which gives one part after the other, each a stream of bytes. The operation is
    /// `POST /films`, or its `operationId`. The number of the parts is held to the document; what is in them is read, and
    /// held to their schemas, by the method.
    ///
    /// ```
    /// let builder = gatewright_build::Builder::new("films.yaml").stream_parts("POST /films").stream_parts("addTrailer");
    /// ```
    Output stream_parts ("stream-parts", "stream-parts") = list("OPERATION");

    /// Embeds the document in the server: `server::description()` serves it as it was written, at `/openapi.yaml` or
    /// `/openapi.json`, and a page that shows it.
    ///
    /// A document of several files, of a template or with overlays is embedded as the one file that `gatewright bundle`
    /// makes of it.
    Output embed_document ("embed-document", "embed-document") = off();

    /// Checks the formats `email`, `hostname`, `ipv4`, `ipv6`, `uri` and `uuid` of what a server is sent, which only
    /// describe values otherwise.
    Output check_formats ("check-formats", "check-formats") = off();

    /// Which codecs the models get.
    Output codecs ("codecs", "codecs") = word(Codecs, Codecs, "WHICH");

    /// Writes a crate that belongs to the workspace around it, so that other crates of the workspace can depend on it.
    ///
    /// Otherwise the crate is a workspace of its own, which builds in any folder.
    Output workspace_member ("workspace-member", "workspace-member") = off();

    /// The licence of a written crate, as an SPDX expression ('MIT OR Apache-2.0'). A crate with a licence may be
    /// published.
    Output license ("license", "license") = text("SPDX");

    /// The address of a written crate's sources.
    Output repository ("repository", "repository") = text("URL");

    /// Adds a keyword to the manifest of a written crate.
    Output keyword ("keywords", "keyword") = list("WORD");

    /// Keeps names in a file, so that a changed document changes none of them: by default `gatewright.lock` in the
    /// directory of the crate, which later runs of the command use without this option.
    ///
    /// A build script gives the path, relative to its `Cargo.toml`. It only reads the file, unless
    /// [`lock_mode`](Self::lock_mode) says otherwise. A file of settings has a path, or `true` for `gatewright.lock`
    /// beside itself.
    ///
    /// ```no_run
    /// use gatewright_build::LockMode;
    ///
    /// // `UPDATE_LOCK=1 cargo build` writes the names of what is new.
    /// let mode = if std::env::var_os("UPDATE_LOCK").is_some() { LockMode::Update } else { LockMode::Read };
    /// gatewright_build::Builder::new("api.yaml").lock("gatewright.lock").lock_mode(mode).generate_to_out_dir("api.rs")
    /// # .unwrap();
    /// ```
    Output lock ("lock", "lock") = file();

    /// Where a written crate takes the runtime from: `embedded` (the command writes it beside the code, which is its
    /// default), `registry`, or `path:DIR` (a folder, absolute or relative to the crate). If one program uses two
    /// generated crates, point the second at the runtime of the first: `path:../first/gatewright-runtime`.
    Output runtime ("runtime", "runtime") = word(Option<Runtime>, Runtime, "WHERE");

    /// Makes errors of what real documents do and the specification forbids: duplicate operationIds, undeclared path
    /// parameters, references that lead nowhere.
    Diagnostics strict ("strict", "strict") = off();

    /// Silences this code (`gatewright explain` lists them). Errors cannot be silenced.
    Diagnostics allow ("allow", "allow") = list("CODE");

    /// Makes this code an error.
    Diagnostics deny ("deny", "deny") = list("CODE");

    /// Generates operations with this tag. Options of one kind add up, those of two kinds must both fit.
    Selection tag ("select.tags", "tag") = list("TAG");

    /// Generates operations on this path; `/pets*` is all paths that begin so.
    Selection path ("select.paths", "path") = list("PATH");

    /// Generates operations of this method.
    Selection method ("select.methods", "method") = list("METHOD");

    /// Generates this operation, by operationId or as 'GET /pets'.
    Selection operation ("select.operations", "operation") = list("OPERATION");

    /// Leaves out operations with this tag, even if other options select them.
    Selection exclude_tag ("exclude.tags", "exclude-tag") = list("TAG");

    /// Leaves out operations on this path; `/pets*` is all paths that begin so.
    Selection exclude_path ("exclude.paths", "exclude-path") = list("PATH");

    /// Leaves out operations of this method.
    Selection exclude_method ("exclude.methods", "exclude-method") = list("METHOD");

    /// Leaves out this operation, by operationId or as 'GET /pets'.
    Selection exclude_operation ("exclude.operations", "exclude-operation") = list("OPERATION");

    /// Generates `OPTIONS` methods too that only answer a CORS preflight from a mock.
    Selection cors_mocks ("cors-mocks", "cors-mocks") = off();

    /// Makes a cargo feature of each tag, with its operations and the types that only they need.
    ///
    /// A crate that is written has the features in its manifest, all on by default. A crate that includes the code
    /// declares them itself.
    Selection tag_features ("tag-features", "tag-features") = off();

    /// Names a schema ('Pet'), a property or value of one ('Pet.petName'), an operation ('GET /pets', or its
    /// operationId), a parameter ('GET /pets.limit'), a security scheme, or anything by its pointer ('#/paths/…';
    /// '#/info/title' is the server trait, '#/tags/NAME' that of a tag).
    ///
    /// Where a path, query, header or cookie parameter have one name, it is `GET /pets.query.limit`. A media type where
    /// there are several is `GET /pets.200.image/png`. The name is kept if it is an identifier, and else made into one.
    ///
    /// ```
    /// let document = gatewright_build::Document::from_text("pets.yaml", "
    /// openapi: 3.0.3
    /// info: {title: Pets, version: '1'}
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{name: n, in: query, schema: {type: integer}}]
    ///       responses: {'204': {description: None.}}
    /// ").map_err(gatewright_build::Error::Document)?;
    /// let generated = gatewright_build::Builder::new("pets.yaml")
    ///     .rename("GET /pets", "list_pets")
    ///     .rename("GET /pets.n", "limit")
    ///     .generate_from(&document)?;
    /// assert!(generated.files[0].text.contains("limit: i64 => query(\"n\")"));
    /// # Ok::<(), gatewright_build::Error>(())
    /// ```
    Types rename ("rename", "rename") = map("WHAT=NAME");

    /// Depends on a crate in the manifest of a written crate: 'money=1.4', or 'money={ path = "../money" }'.
    ///
    /// The types of [`replace`](Self::replace) and [`format`](Self::format) come from there.
    Output dependency ("dependencies", "dependency") = map("CRATE=VERSION");

    /// Turns on a feature of a written crate by default: blocking, decompression, files-on-disk, gzip, http2, lambda,
    /// native-tls, oauth2, rustls, rustls-no-provider, sigv4, system-proxy or tracing.
    Output feature ("features", "feature") = list("FEATURE");

    /// Says how an operation pages: 'link', 'url AT', 'token PARAMETER AT', 'last PARAMETER PROPERTY', 'page PARAMETER',
    /// 'offset PARAMETER', each with the place of the items behind it, or 'none'. Places are names with dots between.
    ///
    /// The operation is `GET /pets`, or its `operationId`. What the document says of it does not count then.
    ///
    /// ```
    /// let builder = gatewright_build::Builder::new("pets.yaml")
    ///     .pages("GET /pets", "token cursor meta.next data")
    ///     .pages("listOwners", "none");
    /// ```
    Types pages ("pages", "pages") = map("OPERATION=HOW");

    /// Says how the changes of an operation are watched: the flag in its query that asks for them, and the schema of a change
    /// where that is not an item of the list with what became of it, as Kubernetes has it; or 'none'.
    ///
    /// The operation is `GET /pets`, or its `operationId`. Its call has `watch_events()`, a stream of the changes.
    ///
    /// ```
    /// let builder = gatewright_build::Builder::new("pets.yaml")
    ///     .watches("GET /pets", "follow PetChange")
    ///     .watches("listOwners", "none");
    /// ```
    Types watches ("watches", "watches") = map("OPERATION=HOW");

    /// Uses a type of your own for a schema, by its name or pointer. It needs Clone, Debug, PartialEq, and the
    /// runtime's FromJson and ToJson.
    ///
    /// With a server it also needs `Send` and `Sync`. A type that has serde's traits instead is written
    /// `gatewright_runtime::Foreign<…>`. The extension `x-rust-type` in the document does the same, if you
    /// [trust it](Self::trust_document_types).
    Types replace ("replace", "replace") = map("SCHEMA=PATH");

    /// Uses the types that `x-rust-type` says this crate has; the written crate depends on it.
    ///
    /// The version must fit the one in the document. Code that is included needs the dependency in the crate around
    /// it. The types need `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and `Deserialize`.
    Types use_crate ("crates", "crate") = map("CRATE=VERSION");

    /// Uses every type that the document names by `x-rust-type`: only plain paths, and each is reported.
    ///
    /// Only for documents that you trust.
    Types trust_document_types ("trust-document-types", "trust-document-types") = off();

    /// Uses a type of your own for strings of a format, or a plain String ('date-time=String').
    Types format ("format", "format") = map("FORMAT=TYPE");

    /// Which crate has the types of dates and times: `jiff`, `chrono` or `time`.
    ///
    /// It is for the formats `date-time`, `date-time-local`, `date-time-rfc1123`, `date` and `time`. A written crate has the
    /// feature of that name of the runtime; for code that is included, turn it on yourself:
    /// `gatewright-runtime = { version = "…", features = ["chrono"] }`.
    ///
    /// ```
    /// use gatewright_build::Dates;
    ///
    /// let builder = gatewright_build::Builder::new("pets.yaml").dates(Dates::Chrono);
    /// ```
    Types dates ("dates", "dates") = word(Dates, Dates, "CRATE");

    /// Adds a derive to every model, or to one ('Pet=::core::cmp::PartialOrd').
    ///
    /// `Clone`, `Debug` and `PartialEq` are always derived.
    Types derive ("derive", "derive") = list("[MODEL=]PATH");

    /// Adds a derive to one model, by the name of its schema, its pointer, or its name in Rust.
    Types derive_for ("derive-for", "derive-for") = lists("MODEL=PATH");

    /// Keeps properties that the document does not list, for programs that pass objects on.
    ///
    /// It is one more map in each struct whose schema is open.
    Types keep_unknown_members ("keep-unknown-members", "keep-unknown-members") = off();

    /// Makes a required property optional that the service leaves out ('Alert.decisions', 'Usage.*').
    Types optional ("optional", "optional") = list("PROPERTY");

    /// Reads and writes a property in another form than the document says ('Event.created=epoch-seconds').
    ///
    /// | form | of | what the service sends |
    /// |---|---|---|
    /// | `epoch-seconds` | dates with time | the seconds since 1970, as a number |
    /// | `number-or-string` | numbers and strings | one or the other |
    /// | `empty-is-none` | any | an empty string where there is no value |
    /// | `one-or-many` | lists | the item itself where there is one |
    /// | `null-items` | lists and maps | null among the items or values |
    ///
    /// A property is called by its schema and name, or by its pointer; `Event.*` is all of a schema that the form is
    /// for, and `format:date-time` all values of a format.
    Types form ("forms", "form") = map("PROPERTY=FORM");

    /// Makes every property optional of what is only received, and leaves out what does not fit.
    ///
    /// Values of maps that do not fit are left out as well, items of lists are not.
    Types lenient_responses ("lenient-responses", "lenient-responses") = off();

    /// Takes schemas by the letter of JSON Schema where documents mostly mean something else: without `type`, values of
    /// every type fit, and an empty `enum` has no value.
    ///
    /// By default `properties` say that a value is an object, and `items` that it is an array. With this option such values
    /// are `Value`s, and a server checks what the schema says of them.
    Types strict_schemas ("strict-schemas", "strict-schemas") = off();

    /// Which properties tell null from absence, of those that may be both: `sent`, as in the bodies of `PATCH`, or `exact`,
    /// which is all.
    ///
    /// What a client only receives is an `Option` with `sent`, in which nothing stands for both.
    Types nullable ("nullable", "nullable") = word(Nullable, Nullable, "WHICH");

    /// How operations without an operationId are named.
    Types operation_names ("operation-names", "operation-names") = word(OperationNames, OperationNames, "STYLE");
}
