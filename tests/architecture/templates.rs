//! What no template contains: nothing that the policy forbids or that htmx 4 no longer knows.

use super::files;

/// (what stands in the text, why it may not)
const NEVER: [(&str, &str); 17] = [
    ("hx-on", "is evaluated by the browser, which the policy forbids"),
    ("\"js:", "is evaluated by the browser, which the policy forbids"),
    ("'js:", "is evaluated by the browser, which the policy forbids"),
    ("javascript:", "is evaluated by the browser, which the policy forbids"),
    (" style=", "is inline style, which the policy forbids: use a class"),
    ("<style", "is inline style, which the policy forbids: use app.css"),
    ("|safe", "lets text through unescaped"),
    ("src=\"http", "loads from another host"),
    ("src=\"//", "loads from another host"),
    ("href=\"http", "leads to another host"),
    ("action=\"http", "posts to another host"),
    ("hx-disabled-elt", "is htmx 2: hx-disable"),
    ("hx-ext=", "is htmx 2: extensions are named in _head.html"),
    ("hx-vars", "is htmx 2: hx-vals"),
    ("hx-params", "is htmx 2: hx-include or form fields"),
    ("sse-swap", "is htmx 2: fetch the fragment on the named event"),
    ("sse-connect", "is htmx 2: hx-sse:connect"),
];

/// (place, template) of each template file and of each template written in Rust.
fn templates() -> Vec<(String, String)> {
    let mut found = files("templates", "html");
    for (name, text) in files("src", "rs") {
        for (number, source) in text.split("source = r").skip(1).enumerate() {
            let hashes: String = source.chars().take_while(|sign| *sign == '#').collect();
            let end = format!("\"{hashes}");
            let body = source.split_once('"').unwrap().1;
            found.push((
                format!("{name} ({number})"),
                body.split_once(&end).unwrap().0.to_owned(),
            ));
        }
    }
    found
}

/// What is wrong with a template.
fn faults(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut found: Vec<String> = NEVER
        .iter()
        .filter(|(never, _)| text.contains(never))
        .map(|(never, why)| format!("{} {why}", never.trim()))
        .collect();
    found.extend(
        text.split("<script")
            .skip(1)
            .filter(|rest| !rest.split('>').next().unwrap().contains(" src="))
            .map(|_| "<script> without src is inline script, which the policy forbids".to_owned()),
    );
    found.extend(
        text.split("hx-trigger=\"")
            .skip(1)
            .filter(|rest| rest.split('"').next().unwrap().contains('['))
            .map(|_| "a filter in hx-trigger is evaluated by the browser, which the policy forbids".to_owned()),
    );
    found.extend(handlers(&text));
    if says_twice(&text) {
        found.push(
            "a call outside the blocks of a page without a layout is said twice: put the page in a block".to_owned(),
        );
    }
    found
}

/// Whether a template calls a macro with a body outside its blocks and extends nothing. Askama reads what stands outside
/// the blocks first, for its variables, and writes the bodies of calls as it does.
fn says_twice(text: &str) -> bool {
    let words: Vec<&str> = text
        .split("{%")
        .skip(1)
        .filter_map(|tag| tag.trim_start_matches('-').split_whitespace().next())
        .collect();
    if words.contains(&"extends") || !words.contains(&"block") {
        return false;
    }
    let mut inside = 0;
    words.into_iter().any(|word| {
        match word {
            "block" | "macro" => inside += 1,
            "endblock" | "endmacro" => inside -= 1,
            _ => {}
        }
        word == "call" && inside == 0
    })
}

/// Lower case, without Askama comments, every white space a space, no space around the pipe.
fn plain(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{#") {
        kept.push_str(before);
        rest = after.split_once("#}").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let squeezed = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    squeezed.replace("| ", "|").to_lowercase()
}

/// Attributes such as `onclick=`.
fn handlers(text: &str) -> Vec<String> {
    text.split(" on")
        .skip(1)
        .filter_map(|rest| rest.split_once('='))
        .filter(|(name, _)| name.len() > 2 && name.chars().all(|sign| sign.is_ascii_lowercase()))
        .map(|(name, _)| format!("on{name}= is an inline handler, which the policy forbids"))
        .collect()
}

#[test]
fn no_template_breaks_the_policy() {
    let templates = templates();
    assert!(templates.len() > 10, "found {} templates only", templates.len());
    let found: Vec<String> = templates
        .iter()
        .flat_map(|(name, text)| faults(text).into_iter().map(move |fault| format!("{name}: {fault}")))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_lint_finds_what_it_looks_for() {
    for bad in [
        r#"<p hx-on:click="x">"#,
        r#"<a href="javascript:x">"#,
        "<p\n style=\"color: red\">",
        "<STYLE>",
        "{{ text | safe }}",
        "<script>x</script>",
        r#"<script type="module">x</script>"#,
        r#"<button type="button" onclick="x">"#,
        r#"<input hx-trigger="keyup[key=='Enter']">"#,
        r#"<img src="https://example.com/x.png">"#,
        r#"<form hx-vals="js:{a: 1}">"#,
        r#"<div sse-swap="x">"#,
        "{% call ui::notice() %}x{% endcall %}{% block list %}y{% endblock %}",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    for good in [
        r#"<script src="/x.js" defer></script>"#,
        "{# onclick= is forbidden #}<p>on = off</p>",
        r#"<input hx-trigger="search-changed" data-on="1">"#,
        "{% call ui::notice() %}x{% endcall %}",
        "{% block main %}{%- call ui::notice() -%}x{% endcall %}{% block list %}y{% endblock %}{% endblock %}",
    ] {
        assert_eq!(faults(good), Vec::<String>::new(), "{good}");
    }
}
