//! A mail's text as HTML, for readers that show no links in plain text: paragraphs, line breaks, links; nothing from afar.

/// The same words as the text, each address on a line of its own as a link.
pub(super) fn of(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    let body: String = paragraphs
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.trim_matches('\n').lines().map(line).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        })
        .collect();
    format!("<!doctype html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{body}</body></html>\n")
}

fn line(text: &str) -> String {
    let plain = escaped(text.trim());
    let is_link = ["http://", "https://"].iter().any(|start| plain.starts_with(start));
    if is_link && !plain.contains(char::is_whitespace) {
        format!("<a href=\"{plain}\">{plain}</a>")
    } else {
        plain
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, sign| {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            sign => html.push(sign),
        }
        html
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_links_stay_and_nothing_else_is_markup() {
        let html =
            of("顾先生：\n\n请评价：\nhttps://example.com/s/ab?c=1&d=\"2\"\n\n<script>alert(1)</script> http://x y");
        assert!(html.contains("<p>顾先生：</p>"));
        let link = "https://example.com/s/ab?c=1&amp;d=&quot;2&quot;";
        assert!(html.contains(&format!("请评价：<br>\n<a href=\"{link}\">{link}</a></p>")));
        assert!(html.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt; http://x y</p>"));
        assert_eq!(html.matches("<a ").count(), 1);
    }
}
