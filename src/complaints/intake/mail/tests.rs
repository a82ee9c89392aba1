use proptest::prelude::*;

use super::*;

/// A message of the collection in `tests/mails`.
macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mails/", $name, ".eml")).as_slice()
    };
}

const ALL: [&[u8]; 11] = [
    sample!("plain"),
    sample!("gb18030_quoted"),
    sample!("gb2312_photo"),
    sample!("html_only"),
    sample!("undeclared_gbk"),
    sample!("english"),
    sample!("out_of_office"),
    sample!("qq_auto_reply"),
    sample!("bounce"),
    sample!("mailing_list"),
    sample!("manufacturer"),
];

fn mail(raw: &[u8]) -> Mail {
    Mail::read(raw).map_err(Unreadable::code).unwrap()
}

#[test]
fn a_plain_message_is_read() {
    let mail = mail(sample!("plain"));
    assert_eq!(mail.message_id, "a1b2c3@mail.example.cn");
    assert_eq!(mail.from.address.canonical(), "guming@example.cn");
    assert_eq!(mail.from.name.as_deref(), Some("顾明"));
    assert_eq!(mail.subject, "保养后车门出现划痕");
    assert!(mail.text.starts_with("您好，\n\n上周在贵店做完保养"), "{}", mail.text);
    assert!(mail.text.ends_with("顾明"));
    assert_eq!((mail.writer, mail.lang(), mail.cut), (Writer::Person, Lang::Zh, false));
}

#[test]
fn gb18030_is_read_in_headers_and_text() {
    let quoted = mail(sample!("gb18030_quoted"));
    assert_eq!(quoted.from.name.as_deref(), Some("李娜"));
    assert_eq!(quoted.subject, "空调异响𠮷");
    assert_eq!(quoted.text, "维修后空调仍有异响，已经第三次了。𠮷");
}

#[test]
fn a_photo_comes_along_and_other_files_are_counted() {
    let mail = mail(sample!("gb2312_photo"));
    assert_eq!(mail.text, "交车第二天发现右后门漆面有色差，附照片。");
    assert_eq!(mail.images.len(), 1);
    assert_eq!(mail.images.first().unwrap().name, "色差.png");
    assert!(image::load_from_memory(&mail.images.first().unwrap().bytes).is_ok());
    assert_eq!(mail.left_out, 1, "the PDF");
}

#[test]
fn html_alone_becomes_lines_of_text() {
    let mail = mail(sample!("html_only"));
    assert_eq!(
        mail.text,
        "工时费报价 300 元，\n结算变成 680 元。\n\n没有提前说明\n态度也不好 & 推脱"
    );
}

#[test]
fn gbk_that_nobody_declared_is_read() {
    let mail = mail(sample!("undeclared_gbk"));
    assert_eq!(mail.from.name.as_deref(), Some("陈先生"));
    assert_eq!(mail.subject, "等待时间太长");
    assert_eq!(mail.text, "预约了上午九点，等到十一点才接车。");
}

#[test]
fn an_english_message_is_answered_in_english() {
    let mail = mail(sample!("english"));
    assert_eq!(mail.lang(), Lang::En);
    assert_eq!(mail.from.name.as_deref(), Some("O'Neill, Sean"));
    assert_eq!(mail.subject, "Complaint: late delivery");
    assert!(mail.text.ends_with("it’s urgent."), "{}", mail.text);
}

#[test]
fn echoes_and_programs_are_known() {
    let writer = |raw| mail(raw).writer;
    assert_eq!(writer(sample!("out_of_office")), Writer::Echo);
    assert_eq!(writer(sample!("qq_auto_reply")), Writer::Echo);
    assert_eq!(writer(sample!("bounce")), Writer::Echo);
    assert_eq!(writer(sample!("mailing_list")), Writer::Program);
    assert_eq!(writer(sample!("manufacturer")), Writer::Program);
    for raw in [sample!("out_of_office"), sample!("manufacturer")] {
        assert!(mail(raw).automatic());
    }
}

#[test]
fn each_sign_of_a_program_is_enough() {
    for (header, writer) in [
        ("Auto-Submitted: no", Writer::Person),
        ("Auto-Submitted: auto-generated", Writer::Program),
        ("Auto-Submitted: auto-replied (vacation)", Writer::Echo),
        ("Precedence: BULK", Writer::Program),
        ("Precedence: auto_reply", Writer::Echo),
        ("X-Autoreply: yes", Writer::Echo),
        ("X-Auto-Response-Suppress: OOF", Writer::Program),
        ("List-Unsubscribe: <mailto:x@example.org>", Writer::Program),
        ("Return-Path: <>", Writer::Echo),
        ("Return-Path: <a@example.org>", Writer::Person),
        ("X-Mailer: Foxmail", Writer::Person),
    ] {
        let raw = format!("From: a@example.org\r\nSubject: x\r\n{header}\r\n\r\ntext\r\n");
        assert_eq!(mail(raw.as_bytes()).writer, writer, "{header}");
    }
    for (from, writer) in [
        ("No-Reply@example.org", Writer::Program),
        ("do_not_reply@example.org", Writer::Program),
        ("bounces+12@example.org", Writer::Program),
        ("MAILER-DAEMON@example.org", Writer::Echo),
        ("reply@example.org", Writer::Person),
    ] {
        let raw = format!("From: {from}\r\nSubject: x\r\n\r\ntext\r\n");
        assert_eq!(mail(raw.as_bytes()).writer, writer, "{from}");
    }
}

#[test]
fn a_message_without_an_id_is_known_by_its_content() {
    let raw = b"From: a@example.org\r\nSubject: x\r\n\r\ntext\r\n";
    let id = mail(raw).message_id;
    assert!(id.starts_with("sha256:"));
    assert_eq!(id, mail(raw).message_id);
    assert_ne!(
        id,
        mail(b"From: a@example.org\r\nSubject: y\r\n\r\ntext\r\n").message_id
    );
    let long = format!(
        "From: a@example.org\r\nMessage-ID: <{}@x>\r\n\r\ntext\r\n",
        "a".repeat(900)
    );
    assert!(mail(long.as_bytes()).message_id.starts_with("sha256:"));
}

#[test]
fn what_cannot_be_worked_with_says_why() {
    let why = |raw: &[u8]| Mail::read(raw).err();
    assert_eq!(why(b""), Some(Unreadable::Malformed));
    assert_eq!(why(b"Subject: x\r\n\r\ntext\r\n"), Some(Unreadable::NoSender));
    assert_eq!(
        why(b"From: nobody\r\nSubject: x\r\n\r\ntext\r\n"),
        Some(Unreadable::NoSender)
    );
    assert_eq!(why(b"From: a@example.org\r\n\r\n\r\n"), Some(Unreadable::Empty));
    assert_eq!(why(&vec![b'a'; MAX_BYTES + 1]), Some(Unreadable::TooLarge));
}

#[test]
fn what_is_answered_is_told() {
    let raw = b"From: a@example.org\r\nIn-Reply-To: <1@x>\r\nReferences: <0@x> <1@x>\r\n\r\ntext\r\n";
    assert_eq!(mail(raw).answers, ["1@x", "0@x", "1@x"]);
}

#[test]
fn a_long_text_is_cut_and_no_line_break_hides_in_the_subject() {
    let raw = format!(
        "From: a@example.org\r\nSubject: =?utf-8?Q?one=0D=0ABcc=3A_x?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        "啊".repeat(MAX_TEXT + 1)
    );
    let mail = mail(raw.as_bytes());
    assert_eq!((mail.text.chars().count(), mail.cut), (MAX_TEXT, true));
    assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
}

/// What holds for every message that can be read.
fn sound(raw: &[u8]) {
    if let Ok(mail) = Mail::read(raw) {
        assert!(!mail.message_id.is_empty() && mail.message_id.len() <= MAX_ID);
        assert!(mail.text.chars().count() <= MAX_TEXT && mail.images.len() <= MAX_IMAGES);
        assert!(mail.subject.chars().count() <= MAX_SUBJECT);
        for words in [&mail.subject, &mail.text] {
            assert!(!words.contains(['\0', '\r']), "{words:?}");
        }
        assert_eq!(mail.message_id, Mail::read(raw).ok().unwrap().message_id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_at_all_make_it_panic(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        sound(&raw);
    }

    #[test]
    fn no_damage_to_a_message_makes_it_panic(
        nth in 0..ALL.len(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), 0_u8..4, any::<u8>()), 1..12),
    ) {
        let mut raw = ALL.get(nth).unwrap().to_vec();
        for (at, kind, byte) in damage {
            if raw.is_empty() {
                break;
            }
            let at = at.index(raw.len());
            match kind {
                0 => { raw.remove(at); }
                1 => raw.insert(at, byte),
                2 => raw.truncate(at),
                _ => raw.splice(at..=at, [byte]).for_each(drop),
            }
        }
        sound(&raw);
    }

    #[test]
    fn no_html_makes_it_panic(html in "(<[a-z!/ ]{0,6}>?|&[a-z#x0-9]{0,6};?|[ -~啊 \n]{0,6}){0,40}") {
        sound(format!("From: a@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").as_bytes());
    }
}
