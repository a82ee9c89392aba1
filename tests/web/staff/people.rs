use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;
use yingke::schema::staff;

use super::{assert_english, id_of, link_on};
use crate::support::{Client, Page, TestApp};

const LIN: [(&str, &str); 4] = [
    ("username", "lin.na"),
    ("name", "林娜"),
    ("email", "lin.na@example.com"),
    ("roles", "customer_care"),
];

/// Posts the edit form of a person as it stands, with some fields changed.
fn edit(client: &Client, path: &str, changes: &[(&str, &str)]) -> Page {
    let page = client.get(path);
    let mut fields = vec![
        ("name".to_owned(), page.value("name")),
        ("email".to_owned(), page.value("email")),
        ("lock_version".to_owned(), page.value("lock_version")),
    ];
    let team = page.attributes("select[name='team'] option[selected]", "value");
    fields.push(("team".to_owned(), team.into_iter().next().unwrap_or_default()));
    if !changes.iter().any(|(name, _)| *name == "roles") {
        for role in page.attributes("input[name='roles'][checked]", "value") {
            fields.push(("roles".to_owned(), role));
        }
    }
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(changes.iter().copied())
        .collect();
    client.post_form(path, &fields)
}

#[test]
fn the_list_shows_the_store_and_narrows_by_role_team_state_and_name() {
    let app = TestApp::spawn();
    let client = app.sign_in("crm.manager");
    let names = |query: &str| client.get(&format!("/staff{query}")).texts("tbody .go");
    assert_eq!(names("").len(), 14);
    assert_eq!(names("?role=service_advisor"), ["吴凡", "许强"]);
    assert_eq!(names("?q=%E7%8E%8B"), ["王芳"], "part of the name");
    assert_eq!(names("?q=sales."), ["郑浩"], "part of the username");
    assert_eq!(names("?state=disabled").len(), 0);
    assert_eq!(
        names("?role=nonsense&team=1&state=x&after=%ff").len(),
        14,
        "what can't be read is no filter"
    );
    let page = client.get("/staff?q=nobody-here");
    assert!(page.has(".empty a[href='/staff']"), "offers to clear the filters");
    assert!(!page.has("a[href='/staff/new']"), "a CRM manager invites nobody");
}

#[test]
fn the_main_region_comes_alone_when_asked_for() {
    let app = TestApp::spawn();
    let part = app.sign_in("manager").get_region("/staff", "main");
    assert!(part.has(".tbl") && !part.has("nav.nav"));
}

#[test]
fn an_invitation_gives_a_link_once_and_the_link_a_password() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let answer = manager.post_form("/staff/new", &LIN);
    assert_eq!(answer.status, 200);
    let link = link_on(&answer);
    let made: Vec<_> = app.audit().into_iter().rev().take(2).collect();
    assert_eq!(made, ["staff.issue_link", "staff.create"]);
    let page = manager.get(&format!("/staff/{}", id_of(&app, "lin.na")));
    assert!(page.text(".ph").contains("待激活"));
    assert!(!page.body.contains(link.trim_start_matches("/welcome/")), "never again");

    let visitor = app.visitor();
    assert!(visitor.get(&link).value("username") == "lin.na");
    let fields = [
        ("new_password", "correct horse battery"),
        ("again", "correct horse battery"),
    ];
    let answer = visitor.post_form(&link, &fields);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    let answer = visitor.post_form(
        "/sign-in",
        &[("username", "lin.na"), ("password", "correct horse battery")],
    );
    assert_eq!(answer.status, 303);
    assert_eq!(visitor.get("/profile").text(".props dd:first-of-type"), "林娜");
}

#[test]
fn a_link_is_mailed_to_who_has_an_address_in_their_language() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let answer = manager.post_form("/staff/new", &LIN);
    let link = link_on(&answer);
    assert!(
        answer
            .texts(".notice")
            .iter()
            .any(|words| words.contains("lin.na@example.com"))
    );
    let mails = app.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "lin.na@example.com"));
    assert_eq!(mails[0].subject, "欢迎加入浦东店：请设置迎客账号的密码");
    assert!(
        mails[0].text.contains(&format!("{}{link}", app.base)),
        "{}",
        mails[0].text
    );
    assert!(mails[0].text.starts_with("林娜：") && mails[0].text.contains("lin.na"));

    let id = id_of(&app, "care");
    let english =
        diesel::update(staff::table.find(id)).set((staff::language.eq("en"), staff::email.eq("care@example.com")));
    english.execute(&mut app.database.owner()).unwrap();
    let link = link_on(&manager.post_form(&format!("/staff/{id}/links"), &[]));
    let mails = app.mails();
    assert_eq!(
        (mails.len(), mails[1].subject.as_str()),
        (2, "Set a new Yingke password")
    );
    assert!(mails[1].text.contains(&link));

    let unreachable = [("username", "wu.ming"), ("name", "吴明"), ("roles", "customer_care")];
    let answer = manager.post_form("/staff/new", &unreachable);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.texts("main .notice").len(), 1, "only that it is shown once");
    assert_eq!(app.mails().len(), 2);
}

#[test]
fn an_invitation_sent_twice_invites_once() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let fields = [LIN.as_slice(), &[("token", "0123456789abcdef0123456789abcdef")]].concat();
    assert_eq!(manager.post_form("/staff/new", &fields).status, 200);
    let again = manager.post_form("/staff/new", &fields);
    assert_eq!(
        (again.status, again.location().to_owned()),
        (303, format!("/staff/{}", id_of(&app, "lin.na")))
    );
}

#[test]
fn a_wrong_invitation_is_shown_again_as_typed() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let answer = manager.post_form(
        "/staff/new",
        &[("username", "Lin Na"), ("name", ""), ("email", "x@"), ("team", "1")],
    );
    assert_eq!(answer.status, 422);
    for field in ["username", "name", "email", "team", "roles"] {
        assert!(answer.has(&format!("#f-{field}-err")), "{field}");
    }
    assert_eq!(answer.value("username"), "Lin Na");
    let taken = [("username", "care"), ("name", "林娜"), ("roles", "customer_care")];
    assert_eq!(
        manager.post_form("/staff/new", &taken).text("#f-username-err"),
        "这个已经有人用了，请换一个"
    );
}

#[test]
fn only_an_administrator_makes_an_administrator() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    assert!(!manager.get("/staff/new").has("input[value='admin']"));
    let fields = [("username", "lin.na"), ("name", "林娜"), ("roles", "admin")];
    let answer = manager.post_form("/staff/new", &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#f-roles-err").contains("系统管理员"));
    assert_eq!(app.sign_in("admin").post_form("/staff/new", &fields).status, 200);
}

#[test]
fn a_manager_cannot_take_over_an_administrator() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let admin = id_of(&app, "admin");
    let page = manager.get(&format!("/staff/{admin}"));
    assert_eq!(page.status, 200);
    assert!(!page.has("main form"), "no button that would do anything");
    for path in ["links", "sessions/end", "enable"] {
        assert_eq!(
            manager.post_form(&format!("/staff/{admin}/{path}"), &[]).status,
            409,
            "{path}"
        );
    }
    assert_eq!(manager.get(&format!("/staff/{admin}/edit")).status, 409);
    let fields = [("name", "唐文"), ("roles", "technician"), ("lock_version", "0")];
    assert_eq!(manager.post_form(&format!("/staff/{admin}/edit"), &fields).status, 409);
}

#[test]
fn other_roles_act_on_the_very_next_request() {
    let app = TestApp::spawn();
    let (admin, care) = (app.sign_in("admin"), app.sign_in("care"));
    assert_eq!(care.get("/staff").status, 403);
    let path = format!("/staff/{}/edit", id_of(&app, "care"));
    let answer = edit(&admin, &path, &[("roles", "crm_manager")]);
    assert_eq!(answer.status, 303);
    assert_eq!(app.audit().last().unwrap(), "staff.update");
    assert!(
        care.get("/profile").location().starts_with("/sign-in"),
        "the session ended"
    );
    assert!(care.get("/sign-in").text("main .notice").contains("岗位已调整"));
    assert_eq!(app.sign_in("care").get("/staff").status, 200);
}

#[test]
fn a_new_name_ends_no_session() {
    let app = TestApp::spawn();
    let (admin, care) = (app.sign_in("admin"), app.sign_in("care"));
    let path = format!("/staff/{}/edit", id_of(&app, "care"));
    assert_eq!(edit(&admin, &path, &[("name", "王小芳")]).status, 303);
    assert!(care.get("/profile").body.contains("王小芳"));
}

#[test]
fn a_stale_form_shows_both_versions() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let path = format!("/staff/{}/edit", id_of(&app, "care"));
    assert_eq!(edit(&admin, &path, &[("name", "王小芳")]).status, 303);
    let fields = [("name", "王大芳"), ("roles", "customer_care"), ("lock_version", "0")];
    let answer = admin.post_form(&path, &fields);
    assert_eq!(answer.status, 409);
    assert!(answer.text(".diff").contains("王小芳") && answer.text(".diff").contains("王大芳"));
    assert_eq!(answer.value("name"), "王大芳", "what was typed is kept");
    assert_eq!(
        answer.value("lock_version"),
        "1",
        "and may be saved against the new version"
    );
}

#[test]
fn the_last_administrator_stays() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let path = format!("/staff/{}/edit", id_of(&app, "admin"));
    let answer = edit(&admin, &path, &[("roles", "technician")]);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#f-roles-err").contains("至少要有一位"));
    // One who never set a password can't sign in, and so is no second administrator.
    let second = [("username", "lin.na"), ("name", "林娜"), ("roles", "admin")];
    let link = link_on(&admin.post_form("/staff/new", &second));
    assert_eq!(edit(&admin, &path, &[("roles", "technician")]).status, 422);
    let fields = [
        ("new_password", "correct horse battery"),
        ("again", "correct horse battery"),
    ];
    app.visitor().post_form(&link, &fields);
    assert_eq!(edit(&admin, &path, &[("roles", "technician")]).status, 303);
}

#[test]
fn links_and_sessions_of_a_person_are_ended_by_who_manages_them() {
    let app = TestApp::spawn();
    let (manager, care) = (app.sign_in("manager"), app.sign_in("care"));
    let id = id_of(&app, "care");
    let first = link_on(&manager.post_form(&format!("/staff/{id}/links"), &[]));
    let second = link_on(&manager.post_form(&format!("/staff/{id}/links"), &[]));
    assert_eq!(
        app.visitor().get(&first).status,
        410,
        "a newer link makes the older useless"
    );
    assert_eq!(app.visitor().get(&second).status, 200);
    let page = manager.get(&format!("/staff/{id}"));
    let revoke = page.attributes("form[action$='/revoke']", "action");
    assert_eq!(manager.post_form(&revoke[0], &[]).status, 303);
    assert_eq!(app.audit().last().unwrap(), "staff.revoke_link");
    assert_eq!(app.visitor().get(&second).status, 410);
    assert_eq!(
        manager.post_form(&revoke[0], &[]).status,
        409,
        "it is withdrawn already"
    );

    let end = page.attributes("form[action*='/sessions/'][action$='/end']", "action");
    assert_eq!(end.len(), 2, "one, and all");
    assert_eq!(
        manager
            .post_form(&format!("/staff/{id}/sessions/{}/end", Uuid::now_v7()), &[])
            .status,
        404
    );
    assert_eq!(manager.post_form(&format!("/staff/{id}/sessions/end"), &[]).status, 303);
    assert!(care.get("/profile").location().starts_with("/sign-in"));
}

#[test]
fn who_is_unknown_is_not_found_and_who_may_not_is_told_who_may() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    for path in [
        format!("/staff/{}", Uuid::now_v7()),
        "/staff/1".into(),
        format!("/staff/{}/edit", Uuid::now_v7()),
    ] {
        assert_eq!(manager.get(&path).status, 404, "{path}");
    }
    let hint = |client: &crate::support::Client| client.get("/nowhere").text(".fault .ink2");
    assert!(!hint(&app.visitor()).contains("客户") && !hint(&manager).contains("申请"));
    assert!(
        hint(&app.sign_in("consultant")).contains("申请"),
        "who may ask for a customer is told how"
    );
    let page = app.sign_in("care").get("/staff");
    assert_eq!(page.status, 403);
    assert!(page.text(".fault").contains("系统管理员"));
    let crm = app
        .sign_in("crm.manager")
        .get(&format!("/staff/{}", id_of(&app, "care")));
    assert!(
        crm.status == 200 && !crm.has("main form") && !crm.body.contains("127.0.0.1"),
        "sees who, not from where"
    );
}

#[test]
fn the_pages_speak_english() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    admin.post_form("/preferences", &[("lang", "en")]);
    let names = "陈思远 周敏 吴凡 许强 李建 王芳 林晓 赵晴 孙悦 郑浩 何志刚 沈佳怡 顾国强 唐文";
    let names: Vec<&str> = names.split(' ').collect();
    let id = id_of(&app, "care");
    for path in [
        "/staff".into(),
        "/staff/new".into(),
        format!("/staff/{id}"),
        format!("/staff/{id}/edit"),
    ] {
        assert_english(&admin.get(&path), &names);
    }
}

#[test]
fn a_link_dies_after_three_days() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let link = link_on(&manager.post_form("/staff/new", &LIN));
    app.advance(TimeDelta::hours(72));
    let page = app.visitor().get(&link);
    assert_eq!(page.status, 410);
    assert!(page.text("h1").contains("已过期") && page.text("main").contains("重新发一个"));
}

#[test]
fn the_sign_in_page_lists_the_demo_cast_and_nobody_who_was_invited() {
    let app = TestApp::spawn();
    let listed = || app.visitor().get("/sign-in").texts("[aria-labelledby='demo-title'] dt");
    assert_eq!(listed().len(), 14);
    let link = link_on(&app.sign_in("manager").post_form("/staff/new", &LIN));
    assert_eq!(listed().len(), 14, "an invitation has no password yet");
    let password = [
        ("new_password", "correct horse battery"),
        ("again", "correct horse battery"),
    ];
    assert_eq!(app.visitor().post_form(&link, &password).status, 303);
    let listed = listed();
    assert_eq!(listed.len(), 14);
    assert!(!listed.contains(&"lin.na".to_owned()));
}
