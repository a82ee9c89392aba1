//! Writing a draft: sections, questions, their order, what a phone shows.

use yingke::surveys::questionnaires::queries;
use yingke::surveys::rules::QuestionKind;

use super::*;

/// The id of a questionnaire, from where it is.
fn id(base: &str) -> QuestionnaireId {
    base.rsplit('/').next().unwrap().parse().unwrap()
}

#[test]
fn a_question_of_every_kind_is_asked() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    for kind in QuestionKind::ALL {
        let mut fields = vec![("kind", kind.code()), ("zh", kind.code())];
        if kind.has_choices() {
            fields.extend([
                ("choice_zh", "甲"),
                ("choice_en", "A"),
                ("choice_zh", "乙"),
                ("choice_en", "B"),
            ]);
        }
        add(&marketing, &base, &fields);
    }
    let page = marketing.get(&base);
    let codes: Vec<&str> = QuestionKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(questions(&page), codes);
    assert_eq!(page.texts("#preview .phone-q").len(), 7);
    assert_eq!(page.texts("#preview .five label").len(), 5);
    assert_eq!(page.texts("#preview .phone-nps label").len(), 11);
    assert_eq!(page.texts("#preview .ticks label"), ["甲", "乙", "甲", "乙"]);
    assert!(page.has("#preview textarea"));
    let added = app
        .audit()
        .iter()
        .filter(|action| *action == "questionnaires.add_question")
        .count();
    assert_eq!(added, 7);
    let written = queries::opened(&mut app.database.owner(), app.store(), id(&base), None)
        .unwrap()
        .0;
    assert_eq!(written.paper.flaws(), []);
    let codes: Vec<String> = written
        .paper
        .questions()
        .nth(2)
        .unwrap()
        .choices
        .iter()
        .map(|choice| choice.code.clone())
        .collect();
    assert_eq!(codes, ["c1", "c2"]);
}

#[test]
fn what_is_wrong_with_a_question_stands_beside_its_field() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let section = sections(&marketing.get(&base)).remove(0);
    let path = format!("{base}/questions");
    let half = [
        ("kind", "single"),
        ("zh", "哪一项？"),
        ("en", " "),
        ("choice_zh", "甲"),
        ("choice_en", ""),
    ];
    let answer = marketing.post_form(&path, &asked(&section, &half));
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-en-err"));
    assert_eq!(answer.text("#f-choices-err"), "每个选项都要有中文和英文");
    assert_eq!(answer.text("#f-zh"), "哪一项？", "what was typed stays");
    assert_eq!(answer.value("choice_zh"), "甲");
    let few = [("kind", "multiple"), ("choice_zh", "甲"), ("choice_en", "A")];
    let answer = marketing.post_form(&path, &asked(&section, &few));
    assert_eq!(answer.text("#f-choices-err"), "至少需要两个选项");
    let answer = marketing.post_form(&path, &asked(&section, &[("meaning", "remark")]));
    assert_eq!(
        (answer.status, answer.text("#f-meaning-err")),
        (422, "这种题型不能这样统计".into())
    );
    let long = "长".repeat(201);
    let answer = marketing.post_form(&path, &asked(&section, &[("zh", &long), ("kind", "slider")]));
    assert!(answer.has("#f-zh-err") && answer.has("#f-kind-err"));
    let elsewhere = QuestionnaireId::new().to_string();
    let answer = marketing.post_form(&path, &asked(&elsewhere, &[]));
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-section-err"));
    assert!(order(&marketing.get(&base)).is_empty(), "nothing was kept");
}

#[test]
fn there_is_one_question_for_each_figure() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let first = add(&marketing, &base, &[("meaning", "overall")]);
    let section = sections(&marketing.get(&base)).remove(0);
    let second = asked(&section, &[("meaning", "overall")]);
    let answer = marketing.post_form(&format!("{base}/questions"), &second);
    assert_eq!(answer.text("#f-meaning-err"), "已有另一题具有这一含义");
    let same = asked(
        &section,
        &[("meaning", "overall"), ("zh", "总的来说？"), ("lock_version", "0")],
    );
    let answer = marketing.post_form(&format!("{base}/questions/{first}"), &same);
    assert_eq!(answer.status, 303, "it may stay what it is");
}

#[test]
fn a_question_is_changed_and_a_stale_tab_is_asked_to_compare() {
    let app = TestApp::spawn();
    let (one, two) = (app.sign_in("marketing"), app.sign_in("crm.manager"));
    let base = blank(&one);
    let question = add(&one, &base, &[]);
    let path = format!("{base}/questions/{question}");
    let page = opened(&two, &base, &question);
    assert_eq!(page.attributes("#question-form", "action"), std::slice::from_ref(&path));
    let lock = page.attributes("#question-form [name=lock_version]", "value").remove(0);
    let fields = asked("", &[("zh", "您对结果满意吗？"), ("lock_version", &lock)]);
    assert_eq!(one.post_form(&path, &fields).status, 303);
    assert_eq!(app.audit().last().unwrap(), "questionnaires.change_question");
    let fields = asked("", &[("zh", "我的写法？"), ("lock_version", &lock)]);
    let answer = two.post_form(&path, &fields);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.text("#f-zh"), "我的写法？", "what was typed stays");
    assert!(
        answer
            .texts("#question-form .hint b")
            .contains(&"您对结果满意吗？".to_owned())
    );
    let lock = answer
        .attributes("#question-form [name=lock_version]", "value")
        .remove(0);
    let fields = asked("", &[("zh", "我的写法？"), ("lock_version", &lock)]);
    assert_eq!(two.post_form(&path, &fields).status, 303, "and may save all the same");
    assert_eq!(questions(&two.get(&base)), ["我的写法？"]);
}

#[test]
fn another_kind_makes_another_question() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let question = add(&marketing, &base, &[]);
    let key = || {
        let written = queries::opened(&mut app.database.owner(), app.store(), id(&base), None)
            .unwrap()
            .0;
        written.paper.questions().next().unwrap().key
    };
    let first = key();
    let path = format!("{base}/questions/{question}");
    marketing.post_form(&path, &asked("", &[("zh", "更好的问法？"), ("lock_version", "0")]));
    assert_eq!(key(), first, "other words are the same question");
    marketing.post_form(&path, &asked("", &[("kind", "yes_no"), ("lock_version", "1")]));
    assert_ne!(key(), first);
}

#[test]
fn a_question_can_depend_on_an_earlier_one_only() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let gate = add(&marketing, &base, &[("kind", "yes_no"), ("zh", "换过配件吗？")]);
    let cause = format!("{gate}:yes");
    let then = add(&marketing, &base, &[("cause", &cause), ("op", "is")]);
    let page = opened(&marketing, &base, &then);
    assert_eq!(
        page.attributes("#f-cause option[selected]", "value"),
        std::slice::from_ref(&cause)
    );
    assert_eq!(page.attributes("#f-cause optgroup", "label"), ["换过配件吗？"]);
    assert!(!opened(&marketing, &base, &gate).has("#f-cause optgroup"));

    let wrong = format!("{then}:5");
    let fields = asked("", &[("kind", "yes_no"), ("cause", &wrong), ("lock_version", "0")]);
    let answer = marketing.post_form(&format!("{base}/questions/{gate}"), &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-cause-err"));
    let odd = asked("", &[("cause", &cause), ("op", "at_most"), ("lock_version", "0")]);
    let answer = marketing.post_form(&format!("{base}/questions/{then}"), &odd);
    assert!(answer.has("#f-cause-err"), "yes is no number");

    // Moved before what it depends on, it must be mended before anything is published.
    marketing.post_form(&format!("{base}/questions/{then}/position"), &[("direction", "up")]);
    let page = marketing.get(&base);
    assert_eq!(page.texts("#flaws li").len(), 1);
    assert!(page.has("form[action$='/publication'] button[disabled]"));
    assert_eq!(publish(&marketing, &base).status, 409);
}

#[test]
fn questions_move_by_buttons_and_by_dragging() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let ids = ["一", "二", "三"].map(|words| add(&marketing, &base, &[("zh", words)]));
    let step = |id: &str, direction: &str| {
        marketing.post_form(&format!("{base}/questions/{id}/position"), &[("direction", direction)])
    };
    let answer = step(&ids[2], "up");
    assert_eq!(answer.location(), format!("{base}?question={0}#q-{0}", ids[2]));
    assert_eq!(questions(&marketing.get(&base)), ["一", "三", "二"]);
    assert_eq!(step(&ids[0], "up").status, 303, "the first stays the first");
    assert_eq!(questions(&marketing.get(&base)), ["一", "三", "二"]);

    let headed = [("zh", "其他"), ("en", "Other"), ("part", "open")];
    assert_eq!(marketing.post_form(&format!("{base}/sections"), &headed).status, 303);
    let second = sections(&marketing.get(&base)).remove(1);
    let drop = |id: &str, before: &str| {
        let fields = [("section", second.as_str()), ("before", before)];
        marketing.post_form(&format!("{base}/questions/{id}/position"), &fields)
    };
    assert_eq!(drop(&ids[0], "").status, 303);
    assert_eq!(drop(&ids[2], &ids[0]).status, 303);
    let page = marketing.get(&base);
    assert_eq!(order(&page), [ids[1].clone(), ids[2].clone(), ids[0].clone()]);
    assert_eq!(
        page.attributes(&format!("[data-section='{second}'] [data-question]"), "data-question")
            .len(),
        2
    );
    let nowhere = [("section", "here"), ("before", "")];
    let answer = marketing.post_form(&format!("{base}/questions/{}/position", ids[0]), &nowhere);
    assert_eq!(answer.status, 422);
    assert!(app.audit().contains(&"questionnaires.move_question".into()));
    // Every row has the buttons, whether or not a script runs.
    assert_eq!(page.texts("[data-question] form[data-move][method=post]").len(), 3);
}

#[test]
fn a_removed_question_comes_back_with_what_depended_on_it() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let gate = add(&marketing, &base, &[("kind", "yes_no"), ("zh", "换过配件吗？")]);
    let cause = format!("{gate}:yes");
    let then = add(
        &marketing,
        &base,
        &[("cause", &cause), ("op", "is"), ("zh", "配件好吗？")],
    );
    let editor = opened(&marketing, &base, &gate);
    assert!(editor.text("#remove").contains("删除这道题") && editor.text("#remove").contains("撤销"));
    let answer = marketing.post_form(&format!("{base}/questions/{gate}/removal"), &[]);
    assert_eq!((answer.status, answer.location()), (303, base.as_str()));
    let page = marketing.get(&base);
    assert_eq!(questions(&page), ["配件好吗？"]);
    assert!(page.texts(".toast").concat().contains("1 题"));
    let undo = page.attributes(".toast form", "action").remove(0);
    assert_eq!(marketing.post_form(&undo, &[]).status, 303);
    let page = opened(&marketing, &base, &then);
    assert_eq!(questions(&page), ["换过配件吗？", "配件好吗？"]);
    assert_eq!(page.attributes("#f-cause option[selected]", "value"), [cause]);
    let missing = QuestionnaireId::new();
    assert_eq!(
        marketing
            .post_form(&format!("{base}/questions/{missing}/removal"), &[])
            .status,
        404
    );
}

#[test]
fn sections_are_added_renamed_moved_and_removed_when_empty() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    add(&marketing, &base, &[]);
    let dialog = marketing.get_region(&format!("{base}/sections/new"), "dialog");
    assert!(dialog.has("[name=part]") && !dialog.has("nav"));
    let wrong = marketing.post_form(
        &format!("{base}/sections"),
        &[("zh", "其他"), ("en", ""), ("part", "x")],
    );
    assert_eq!(wrong.status, 422);
    assert!(wrong.has("#s-en-err") && wrong.has("#s-part-err"));
    assert_eq!(wrong.value("zh"), "其他");
    let headed = [("zh", "其他"), ("en", "Other"), ("part", "")];
    assert_eq!(marketing.post_form(&format!("{base}/sections"), &headed).status, 303);
    let both = sections(&marketing.get(&base));
    let path = format!("{base}/sections/{}", both[1]);
    let changed = [
        ("zh", "意见"),
        ("en", "Remarks"),
        ("part", "open"),
        ("lock_version", "0"),
    ];
    assert_eq!(marketing.post_form(&path, &changed).status, 303);
    let stale = marketing.post_form(&path, &[("zh", "别的"), ("en", "Remarks"), ("lock_version", "0")]);
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("zh"), "别的");
    marketing.post_form(&format!("{path}/position"), &[("direction", "up")]);
    assert_eq!(sections(&marketing.get(&base)), [both[1].clone(), both[0].clone()]);
    assert_eq!(
        marketing
            .post_form(&format!("{base}/sections/{}/removal", both[0]), &[])
            .status,
        409
    );
    assert_eq!(marketing.post_form(&format!("{path}/removal"), &[]).status, 303);
    assert_eq!(sections(&marketing.get(&base)), [both[0].clone()]);
    let audit = app.audit();
    for verb in ["add_section", "change_section", "move_section", "remove_section"] {
        assert!(audit.contains(&format!("questionnaires.{verb}")), "{verb}");
    }
}

#[test]
fn the_preview_follows_what_is_typed_and_keeps_nothing() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let question = add(&marketing, &base, &[]);
    let before = app.audit().len();
    let typed = asked(
        "",
        &[
            ("question", &question),
            ("kind", "single"),
            ("zh", "<b>哪一项？</b>"),
            ("en", "Which one?"),
            ("choice_zh", "甲"),
            ("choice_en", "A"),
        ],
    );
    let part = marketing.post_region(&format!("{base}/preview"), "preview", &typed);
    assert_eq!(part.status, 200);
    assert!(!part.has("nav") && part.has(".phone"));
    assert!(
        part.text(".phone-on legend").contains("<b>哪一项？</b>"),
        "as it is typed, and no markup"
    );
    assert_eq!(part.texts(".phone-on label"), ["甲"]);
    let mut english = typed.clone();
    english.push(("preview_lang", "en"));
    let part = marketing.post_region(&format!("{base}/preview"), "preview", &english);
    assert!(part.text(".phone-on legend").contains("Which one?"));
    // Without a script the same button shows the whole page, with what was typed.
    let whole = marketing.post_form(&format!("{base}/preview"), &typed);
    assert!(whole.has("nav") && whole.text("#f-zh").contains("哪一项？"));
    let new = asked("", &[("zh", "新的一题？")]);
    let part = marketing.post_region(&format!("{base}/preview"), "preview", &new);
    assert_eq!(part.texts(".phone-q").len(), 2);
    assert_eq!(questions(&marketing.get(&base)), ["您满意吗？"]);
    assert_eq!(app.audit().len(), before, "a look is no change");
}

#[test]
fn a_preview_can_be_read_in_the_other_language() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let base = standard(&app, "quarterly_nps");
    let page = client.get(&format!("{base}?lang=en"));
    assert_eq!(page.text(".phone-title"), "Would you recommend us?");
    assert_eq!(page.text("h1"), "您会推荐我们吗？");
}

#[test]
fn the_name_and_the_introduction_come_in_both_languages() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let path = format!("{base}/title");
    let dialog = marketing.get_region(&path, "dialog");
    assert_eq!(dialog.value("title_en"), "Owners day");
    let half = [
        ("title_zh", "车主日"),
        ("title_en", "Owners day"),
        ("intro_zh", "您好！"),
        ("intro_en", ""),
        ("lock_version", "0"),
    ];
    let answer = marketing.post_form(&path, &half);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#h-intro_en-err"));
    let whole = half.map(|(name, value)| (name, if name == "intro_en" { "Hello!" } else { value }));
    assert_eq!(marketing.post_form(&path, &whole).status, 303);
    let page = marketing.get(&base);
    assert_eq!(page.text("h1"), "车主日");
    assert!(page.text("#preview").contains("您好！"));
    let answer = marketing.post_form(&path, &whole);
    assert_eq!(answer.status, 409, "from a tab that didn't see the change");
    assert_eq!(answer.value("title_zh"), "车主日");
}
