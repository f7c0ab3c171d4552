//! HTML in descriptions as Markdown.
//!
//! Descriptions are Markdown, and many have HTML in it or are HTML altogether. The tags that prose has become the
//! Markdown that says the same; every other tag stays text, and so does what stands in code. Addresses of links and
//! images are shown and not followed. What comes out is the document's Markdown: `prose` still defuses it.

mod piece;
mod writer;

use std::borrow::Cow;

use self::piece::pieces;
use self::writer::Writer;

/// A description without HTML.
pub(crate) fn to_markdown(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut writer = Writer::default();
    pieces(text, |piece| writer.write(piece));
    Cow::Owned(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[track_caller]
    fn check(html: &str, markdown: &str) {
        assert_eq!(to_markdown(html), markdown, "{html}");
    }

    #[test]
    fn paragraphs_and_lines() {
        check("<p>One.</p><p>Two<br/>three.</p>", "One.\n\nTwo\n\nthree.");
        check("Text.\n\n<div>More <span class=\"x\">text</span></div>\nEnd", "Text.\n\nMore text\n\nEnd");
        check("<h2>Title</h2>Text", "## Title\n\nText");
    }

    #[test]
    fn words_within_a_line() {
        check("a <b>bold </b>word, <i>x</i> and <em></em>", "a **bold** word, *x* and ");
        check("Use <code>a &lt; `b`</code>.", "Use `` a < `b` ``.");
        check("<a href=\"https://a.example/x\">The page</a>!", "The page (`https://a.example/x`)!");
        check("<a href='https://a.example'>https://a.example</a>", "`https://a.example`");
        check("<img src=\"https://a.example/i.png\" alt=\"A picture\">", "A picture (`https://a.example/i.png`)");
        check("a&nbsp;b &quot;c&quot; &amp; d &amp;lt; 5 &lt; 6 &#42;x&#42;", "a b \"c\" & d &amp;lt; 5 \\< 6 \\*x\\*");
    }

    #[test]
    fn lists() {
        check(
            "Has:<ul> <li> <p>one</p> <p>more</p> </li> <li>two<ol><li>x</li></ol></li> </ul> end",
            "Has:\n\n- one\n\n  more\n- two\n  1. x\n\nend",
        );
    }

    #[test]
    fn blocks_of_code() {
        check(
            "See<pre><code>if a &lt; b {\n    c\n}\n</code></pre>end",
            "See\n\n```\nif a < b {\n    c\n}\n```\n\nend",
        );
    }

    #[test]
    fn tables() {
        check(
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x\ny</td></tr></table>end",
            "| a | b |\n| --- | --- |\n| 1\\|2 | x y |\n\nend",
        );
    }

    #[test]
    fn what_is_no_html_stays() {
        for text in [
            "a < b and c > d",
            "Vec<String> and <unknown>",
            "List<b> of things",
            "<script>alert(1)</script>",
            "`<b>code</b>` & more",
            "```\n<p>fenced &lt;</p>\n```\nend",
            "a <b and c> d </b>",
            "<iframe src=\"https://a.example\"></iframe>",
            "100 % &unknown; &",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn tags_that_do_not_match() {
        check("<ul><li>a<li>b", "- a\n- b");
        check("</p>a</b></table>", "a</b></table>");
        check("<b>a <i>b</b> c</i>", "**a *b*** c");
        check(&"<b>".repeat(3), "<b><b><b>");
    }
}
