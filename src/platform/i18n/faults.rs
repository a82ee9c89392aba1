//! What a person reads when a field is refused: what to do, politely, in their language.

use crate::{
    platform::i18n::Lang,
    values::{decimal::grouped, fault::Fault},
};

pub fn words(fault: &Fault, lang: Lang) -> String {
    let say = |zh: &str, en: &str| {
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
        .to_owned()
    };
    match *fault {
        Fault::Required => say("请填写这一项", "Please fill this in"),
        Fault::TooShort { min } => say(
            &format!("请至少填写 {min} 个字"),
            &format!("Enter at least {min} characters"),
        ),
        Fault::TooLong { max } => say(
            &format!("请缩短到 {max} 个字以内"),
            &format!("Shorten this to {max} characters or fewer"),
        ),

        Fault::Name => say(
            "请输入姓名或单位名称，至少要有一个文字",
            "Enter a name with at least one letter",
        ),
        Fault::Phone => say(
            "请输入 11 位手机号（1 开头）、带区号的座机或 + 开头的国际号码",
            "Enter an 11-digit mobile number, a landline with its area code, or an international number starting with +",
        ),
        Fault::Email => say(
            "请输入完整的邮箱地址，如 name@example.com",
            "Enter a full e-mail address, such as name@example.com",
        ),
        Fault::IdNumberLength => say(
            "身份证号共 18 位：17 位数字加 1 位数字或 X，请核对",
            "An ID number has 18 characters: 17 digits, then a digit or X; please check it",
        ),
        Fault::IdNumberDate => say(
            "身份证号第 7–14 位不是有效的出生日期，请对照证件核对",
            "Characters 7–14 of the ID number are not a date of birth; please compare with the document",
        ),
        Fault::IdNumberCheckDigit => say(
            "身份证号最后一位对不上，可能有一位输错，请对照证件核对",
            "The last character of the ID number does not fit, so one is probably mistyped; please compare with the document",
        ),
        Fault::Permit => say(
            "请输入通行证号码：港澳为 H 或 M 加 8 位数字，台湾为 8 位数字",
            "Enter the permit number: H or M and 8 digits for Hong Kong and Macao, 8 digits for Taiwan",
        ),
        Fault::Passport => say(
            "请输入护照号码，5–15 位字母和数字",
            "Enter the passport number, 5–15 letters and digits",
        ),
        Fault::CreditCode => say(
            "请对照营业执照输入 18 位统一社会信用代码",
            "Enter the 18-character unified social credit code as printed on the business licence",
        ),

        Fault::Plate => say(
            "请输入车牌号，如 沪A12345 或 沪AD12345（序号不含 I 和 O）；还没有车牌可填“无”",
            "Enter the plate: province character, letter, and five characters (six for new-energy cars) without I and O; type none if there is no plate yet",
        ),
        Fault::VinLength => say(
            "车架号共 17 位，请核对是否多输或漏输",
            "A VIN has 17 characters; please check for a missing or extra one",
        ),
        Fault::VinCharacter => say(
            "车架号只有数字和 I、O、Q 以外的字母，请核对是否把 0 输成 O、把 1 输成 I",
            "A VIN has digits and letters other than I, O and Q; please check for O in place of 0, or I in place of 1",
        ),
        Fault::VinCheckDigit => say(
            "车架号校验位（第 9 位）对不上，可能有一位输错，请对照行驶证核对",
            "The VIN's check digit (the ninth character) does not fit, so one is probably mistyped; please compare with the vehicle licence",
        ),
        Fault::EngineNumber => say(
            "请输入发动机号，4–30 位字母和数字",
            "Enter the engine number, 4–30 letters and digits",
        ),
        Fault::Mileage => say("请输入整数公里数，如 28460", "Enter whole kilometres, such as 28460"),
        Fault::MileageBelowLast { last } => {
            let last = grouped(last);
            say(
                &format!("上次登记的里程是 {last} 公里，请核对；确实更低时请写明原因"),
                &format!("The last reading was {last} km; please check, or give the reason if it is lower"),
            )
        }
        Fault::MileageLeap { last } => {
            let last = grouped(last);
            say(
                &format!("比上次登记的 {last} 公里高出很多，请核对；属实请写明原因"),
                &format!(
                    "This is far above the last reading of {last} km; please check, or give the reason if it is true"
                ),
            )
        }

        Fault::Date => say("请输入日期，如 2026-11-22", "Enter a date, such as 2026-11-22"),
        Fault::DateInFuture => say("请输入今天或更早的日期", "Enter today or an earlier date"),
        Fault::DateInPast => say("请输入今天或更晚的日期", "Enter today or a later date"),
        Fault::DateTooEarly { days } => say(
            &format!("请输入最近 {days} 天内的日期"),
            &format!("Enter a date within the last {days} days"),
        ),
        Fault::DateTooLate { days } => say(
            &format!("请输入 {days} 天以内的日期"),
            &format!("Enter a date within the next {days} days"),
        ),
        Fault::DateBefore { first } => say(
            &format!("请输入 {first} 或更晚的日期"),
            &format!("Enter {first} or a later date"),
        ),
        Fault::BirthDate => say(
            "请输入 1900 年到今天之间的出生日期，如 1985-06-18",
            "Enter a date of birth between 1900 and today, such as 1985-06-18",
        ),
        Fault::BirthDateOfId => say(
            "与身份证号里的出生日期不一致，请对照证件核对",
            "The ID number tells another date of birth; please compare with the document",
        ),
        Fault::WeChat => say(
            "请输入微信号：6–20 位字母、数字、下划线或横线，以字母开头；也可以填手机号或 QQ 号",
            "Enter a WeChat ID: 6–20 letters, digits, _ or -, beginning with a letter; a mobile or QQ number will do too",
        ),
        Fault::Moment => say(
            "请输入日期和时间，如 2026-11-22 10:30",
            "Enter a date and a time, such as 2026-11-22 10:30",
        ),
        Fault::Time => say("请输入时间，如 08:30", "Enter a time, such as 08:30"),
        Fault::EndBeforeStart => say("请让结束时间晚于开始时间", "Let the end be later than the start"),
        Fault::Overlap => say(
            "这段时间与另一段重叠，请错开",
            "This time overlaps with another; please move one of them",
        ),

        Fault::Number => say("请输入数字", "Enter a number"),
        Fault::Negative => say("请输入 0 或更大的数", "Enter 0 or more"),
        Fault::Zero => say("请输入大于 0 的数", "Enter more than 0"),
        Fault::Decimals { max } => say(
            &format!("请最多保留 {max} 位小数"),
            &format!("Use at most {max} decimals"),
        ),
        Fault::TooSmall { min } => {
            let min = grouped(min);
            say(&format!("请输入不小于 {min} 的数"), &format!("Enter {min} or more"))
        }
        Fault::TooLarge { max } => {
            let max = grouped(max);
            say(&format!("请输入不大于 {max} 的数"), &format!("Enter {max} or less"))
        }
        Fault::Money => say(
            "请输入金额，如 1,234.50（最多两位小数）",
            "Enter an amount, such as 1,234.50 (at most two decimals)",
        ),
        Fault::Percent => say("请输入百分比，如 10 或 10.5", "Enter a percentage, such as 10 or 10.5"),

        Fault::PointsShort { missing } => {
            let missing = grouped(missing);
            say(
                &format!("积分不足，还差 {missing} 分"),
                &format!("Not enough points: {missing} are missing"),
            )
        }
        Fault::UsedUp => say("今年的次数已用完", "Used up for this year"),

        Fault::Choice => say("请从列表中选一项", "Choose one from the list"),
        Fault::TooMany { max } => say(&format!("请只保留 {max} 项"), &format!("Keep {max} or fewer")),
        Fault::Taken => say(
            "这个已经有人用了，请换一个",
            "This is already in use; please choose another",
        ),
        Fault::Mismatch => say(
            "两次输入不一样，请再输一次",
            "The two entries differ; please enter it again",
        ),
        Fault::RecordNumber => say(
            "请输入编号，如 TS20261122-0007",
            "Enter a record number, such as TS20261122-0007",
        ),
        Fault::Url => say(
            "请输入完整的网址，如 https://example.com",
            "Enter a full web address, such as https://example.com",
        ),
        Fault::Username => say(
            "请用 3–32 位小写字母、数字、点、横线或下划线，以字母开头",
            "Use 3–32 small letters, digits, dots, hyphens or underscores, beginning with a letter",
        ),
        Fault::WrongPassword => say(
            "当前密码不正确，请再输一次",
            "This is not your current password; please enter it again",
        ),
        Fault::WrongCode => say(
            "不正确，或已经用过。请输入验证器现在显示的 6 位数字；验证码和恢复码都只能用一次",
            "This is wrong, or was used before. Enter the six digits your app shows now; each code works once",
        ),
        Fault::WeakPassword { min } => say(
            &format!("请用至少 {min} 个字符的密码，几个词连成一句最好记"),
            &format!("Use at least {min} characters; a few words in a row are easy to remember"),
        ),
        Fault::CommonPassword => say(
            "这个密码太常见，请换一个别人猜不到的",
            "This password is too common; please choose one that is hard to guess",
        ),

        Fault::LastAdmin => say(
            "门店至少要有一位能登录的系统管理员，请先指定另一位",
            "The store needs at least one administrator who can sign in; please appoint another one first",
        ),
        Fault::AdminOnly => say(
            "系统管理员的角色只能由系统管理员授予或收回",
            "Only an administrator can give or take the administrator role",
        ),

        Fault::FileEmpty => say(
            "这个文件是空的，请重新选择",
            "This file is empty; please choose another",
        ),
        Fault::FileTooLarge { max_mib } => say(
            &format!("请选择不超过 {max_mib} MiB 的文件"),
            &format!("Choose a file of {max_mib} MiB or less"),
        ),
        Fault::FileKind => say(
            "这种文件读不了，请换成说明中列出的格式",
            "This kind of file can't be read; please use one of the formats listed",
        ),
        Fault::ImageTooLarge { megapixels } => say(
            &format!("图片太大，请换成不超过 {megapixels} 百万像素的"),
            &format!("Use a picture of at most {megapixels} megapixels"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::fault::tests::EVERY;

    #[test]
    fn every_fault_has_words_in_both_languages() {
        for fault in EVERY {
            let (zh, en) = (words(fault, Lang::Zh), words(fault, Lang::En));
            assert!(
                zh.contains(is_han) && !en.contains(is_han) && !en.is_empty(),
                "{fault:?}"
            );
            assert!(
                !["请勿", "非法", "禁止", "错误"].iter().any(|harsh| zh.contains(harsh)),
                "{zh}"
            );
        }
    }

    #[test]
    fn limits_are_named() {
        assert_eq!(words(&Fault::TooLong { max: 60 }, Lang::Zh), "请缩短到 60 个字以内");
        assert_eq!(
            words(&Fault::MileageBelowLast { last: 28_460 }, Lang::En),
            "The last reading was 28,460 km; please check, or give the reason if it is lower"
        );
    }

    fn is_han(c: char) -> bool {
        ('\u{2E80}'..='\u{9FFF}').contains(&c) || ('\u{FF00}'..='\u{FFEF}').contains(&c)
    }
}
