use crate::support::TestApp;

#[test]
fn signed_out_the_browser_remembers_language_and_look() {
    let app = TestApp::spawn();
    let client = app.visitor();
    let before = app.audit();
    let answer = client.post_form(
        "/preferences",
        &[("lang", "en"), ("theme", "dark"), ("next", "/sign-in?next=%2Fstaff")],
    );
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?next=%2Fstaff"));
    let page = client.get("/sign-in");
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.attributes("html", "data-theme"), ["dark"]);
    assert_eq!(page.text("h1"), "Sign in to Yingke");
    assert_eq!(app.audit(), before, "nobody to audit");
}

#[test]
fn signed_in_the_choice_belongs_to_the_person_and_is_audited() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    client.post_form("/preferences", &[("lang", "en"), ("next", "/profile")]);
    assert_eq!(app.audit().last().unwrap(), "staff.preferences");
    assert_eq!(client.get("/profile").text("h1"), "My profile");
    assert_eq!(
        app.sign_in("care").get("/profile").text("h1"),
        "My profile",
        "on another device too"
    );
    client.post_form("/sign-out", &[]);
    assert_eq!(
        client.get("/sign-in").text("h1"),
        "Sign in to Yingke",
        "and at the door"
    );
}

#[test]
fn it_needs_no_token_and_leads_to_own_pages_only() {
    let app = TestApp::spawn();
    let client = app.visitor();
    let to = |next: &str| {
        let request = client
            .request("POST", "/preferences")
            .header("Sec-Fetch-Site", "same-origin")
            .form(&[("lang", "en"), ("next", next)]);
        let answer = client.send(request);
        assert_eq!(answer.status, 303);
        answer.location().to_owned()
    };
    assert_eq!(to("/livez"), "/livez");
    assert_eq!(to("//evil.example"), "/");
    assert_eq!(to("https://evil.example"), "/");
}

#[test]
fn what_is_no_choice_changes_nothing() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let before = app.audit().len();
    let answer = client.post_form(
        "/preferences",
        &[("lang", "xx"), ("theme", "pink"), ("next", "/profile")],
    );
    assert_eq!(answer.status, 303);
    assert_eq!(app.audit().len(), before);
    assert_eq!(client.get("/profile").attributes("html", "lang"), ["zh-CN"]);
}
