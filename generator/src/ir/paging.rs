//! How an operation gives its items page by page.

use super::{TypeId, TypeRef};

/// Names of properties, one inside the other.
pub(crate) type Path = Vec<String>;

/// How the pages of an operation follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) next: NextPage,
    /// Where the items stand in the body.
    pub(crate) items: Path,
    /// A property that is false where there is no further page.
    pub(crate) more: Path,
    /// A property with the number of the last page.
    pub(crate) last: Path,
    /// The properties that lead to the items, as places in their types.
    pub(crate) steps: Vec<(TypeId, usize)>,
    pub(crate) item: TypeRef,
    /// Who says so.
    pub(crate) source: PagingSource,
}

/// Where the next page is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NextPage {
    /// `Link: <…>; rel="next"`.
    Link,
    Url(Path),
    Token(Path, PageInput),
    HeaderToken(String, PageInput),
    /// A property of the last item.
    LastItem(Path, PageInput),
    /// The number of the page, and the first one.
    Page(PageInput, u64),
    Offset(PageInput),
}

/// The input that says which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageInput {
    Query(String),
    Header(String),
    Body(Path),
}

/// Who says that an operation pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PagingSource {
    /// The names and types of its inputs and its response.
    Convention,
    /// An extension of the document.
    Extension(&'static str),
    /// The user.
    Option,
}

/// What an extension says, before it is compared with the types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidPaging {
    pub(crate) source: PagingSource,
    /// `None` if there is one page.
    pub(crate) next: Option<NextPage>,
    /// Where the items are, if it says so.
    pub(crate) items: Option<Path>,
    pub(crate) more: Path,
    pub(crate) last: Path,
}
