//! What customers wrote, without the numbers that lead to them.

/// So many digits in a row are a phone, a plate, an order: somebody's.
const DIGITS: usize = 5;

/// The text with every longer number hidden, however it is broken up; single figures and prices stay readable.
pub fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut number = String::new();
    for sign in text.chars() {
        if is_digit(sign) || (matches!(sign, '-' | ' ') && !number.is_empty()) {
            number.push(sign);
        } else {
            shown.push_str(&hidden(&number));
            number.clear();
            shown.push(sign);
        }
    }
    shown.push_str(&hidden(&number));
    shown
}

fn hidden(number: &str) -> String {
    if number.chars().filter(|sign| is_digit(*sign)).count() < DIGITS {
        return number.to_owned();
    }
    number
        .chars()
        .map(|sign| if is_digit(sign) { '•' } else { sign })
        .collect()
}

fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit() || ('０'..='９').contains(&sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_hidden() {
        assert_eq!(masked("请打 13812345621，谢谢"), "请打 •••••••••••，谢谢");
        assert_eq!(masked("138-1234-5621"), "•••-••••-••••");
        assert_eq!(masked("１３８１２３４５６２１"), "•••••••••••");
        assert_eq!(masked("等了 40 分钟，花了 1200 元"), "等了 40 分钟，花了 1200 元");
        assert_eq!(masked(""), "");
    }
}
