//! Error pages, in both languages, saying what to do.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::context::{Cx, Part, is_background};
use super::page::Page;
use super::pieces;
use crate::access::{Actor, Permission};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::words;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::SignInRequired => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) | Error::CrossSite => StatusCode::FORBIDDEN,
            Error::BadRequest => StatusCode::BAD_REQUEST,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Constraint(_) | Error::Stale | Error::WrongState => StatusCode::CONFLICT,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) | Error::Repeated(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Error::TooMany { retry_after_secs } => {
                response.insert_header((RETRY_AFTER, *retry_after_secs));
            }
            Error::Unavailable(_) => {
                response.insert_header((RETRY_AFTER, 2));
            }
            _ => {}
        }
        response.finish()
    }
}

words! {
    struct Text {
        not_found: "没有找到", "Not found";
        not_found_hint: "地址可能没有复制完整，或内容已被移走。", "The address may not have been copied in full, or what was here has moved.";
        not_yours_hint: "它可能已被移走，或不在您可查看的范围内。", "It may have moved, or lie outside what you may see.";
        ask_hint: "它可能已被移走，或不在您可查看的范围内。需要查看时，在客户列表中用完整的手机号、车牌或车架号查找，即可申请。",
            "It may have moved, or lie outside what you may see. If you need a customer, search for the full phone number, plate or VIN in the customer list and ask for access.";
        forbidden: "此页面不对您的岗位开放", "This page is not open to your role";
        forbidden_hint: "以下岗位可以使用：", "These roles may use it:";
        cross_site: "请求没有被接受", "The request was not accepted";
        cross_site_hint: "它不是从本系统的页面发出的。请返回页面，刷新后重试。",
            "It did not come from a page of this portal. Go back, reload the page and try again.";
        bad_request: "请求无法识别", "The request could not be read";
        bad_request_hint: "请返回上一页，刷新后重试。", "Go back, reload the page and try again.";
        conflict: "记录已有变化", "The record has changed";
        conflict_hint: "在您操作之前，已有人修改了它，或它的状态不再允许这一步。请返回查看最新内容。",
            "Somebody changed it before you, or its state no longer allows this step. Go back and look at it as it is now.";
        too_large: "内容太大", "Too large";
        too_large_hint: "请缩小文件或缩短文字后重试。", "Use a smaller file or a shorter text and try again.";
        too_many: "操作太频繁", "Too many attempts";
        too_many_hint: "请稍候片刻再试。", "Wait a moment and try again.";
        unavailable: "系统暂时无法使用", "The portal is unavailable for a moment";
        unavailable_hint: "数据库暂时没有响应，您输入的内容没有保存。几秒后请重试。",
            "The database does not answer; what you typed was not saved. Try again in a few seconds.";
        internal: "系统出错了", "Something went wrong on our side";
        internal_hint: "错误已记录。请返回重试；如果再次出现，请把下面的编号告诉管理员。",
            "The error has been logged. Go back and try again; if it happens again, give this number to your administrator.";
        unknown: "请求没有完成", "The request was not completed";
        home: "回到首页", "Home";
    }
}

/// What an error page says; with a session it stands in the shell, without in the public layout.
struct Fault {
    status: u16,
    heading: &'static str,
    text: &'static str,
    details: Vec<&'static str>,
    back: &'static str,
    back_label: &'static str,
    trace: String,
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct InShell {
    fault: Fault,
}

#[derive(Template)]
#[template(path = "errors/error_public.html")]
struct InPublic {
    fault: Fault,
    page: Page,
}

/// Gives every error answer without a body a page, or a redirect to the sign-in.
pub async fn error_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let response = next.call(request).await?;
    let status = response.status();
    let shown = response.headers().contains_key(actix_web::http::header::CONTENT_TYPE);
    let raised = response.response().error().is_some();
    if !status.is_client_error() && !status.is_server_error() || (shown && !raised) {
        return Ok(response.map_into_left_body());
    }
    let (request, response) = response.into_parts();
    let kind = response.error().and_then(|error| error.as_error::<Error>());
    if status.is_server_error() {
        let what = response.error().map(ToString::to_string).unwrap_or_default();
        let id = Cx::of(&request).map(|cx| cx.info.id.to_string());
        tracing::error!(request = id, status = status.as_u16(), error = what, "request failed");
    }
    let mut answer = match kind {
        _ if request.path().starts_with("/api/") => for_program(status),
        Some(Error::SignInRequired) => sign_in(&request),
        kind => error_page(&request, status, kind),
    };
    for name in [RETRY_AFTER, ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    Ok(ServiceResponse::new(request, answer).map_into_right_body())
}

/// A program reads no page: what is wrong in a word, as the API words its own refusals.
fn for_program(status: StatusCode) -> HttpResponse {
    let reason = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::TOO_MANY_REQUESTS => "too_many",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_server_error() => "internal",
        _ => "malformed",
    };
    HttpResponse::build(status).json(json!({ "outcome": "refused", "reason": reason }))
}

/// A page asks to sign in; a fragment tells htmx to do so. What a page asks by itself leads nowhere: nothing that was
/// typed is lost before the next click.
fn sign_in(request: &HttpRequest) -> HttpResponse {
    if is_background(request) {
        return HttpResponse::Unauthorized().finish();
    }
    let cx = Cx::of(request);
    let wanted = match (&cx, request.method().is_safe()) {
        (Some(cx), true) if *cx.part() == Part::Whole => cx.info.path.as_str(),
        _ => "/",
    };
    let target = format!("/sign-in?next={}", utf8_percent_encode(wanted, NON_ALPHANUMERIC));
    if request.headers().contains_key("HX-Request") {
        HttpResponse::Unauthorized()
            .insert_header(("HX-Redirect", target))
            .finish()
    } else if request.method().is_safe() {
        HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
    } else {
        HttpResponse::Unauthorized()
            .insert_header(("Refresh", format!("0; url={target}")))
            .finish()
    }
}

fn error_page(request: &HttpRequest, status: StatusCode, kind: Option<&Error>) -> HttpResponse {
    let Some(cx) = Cx::of(request) else {
        return HttpResponse::build(status).finish();
    };
    let t = Text::of(cx.lang);
    let (heading, text) = match wording(t, status, kind) {
        (heading, _) if status == StatusCode::NOT_FOUND => (heading, whereabouts(t, cx.signed_in())),
        words => words,
    };
    if status == StatusCode::CONFLICT && matches!(cx.part(), Part::Region(_)) {
        return told(&format!("{heading}{}{text}", cx.lang.pick("：", ": ")));
    }
    let fault = Fault {
        status: status.as_u16(),
        heading,
        text,
        details: match kind {
            Some(Error::Forbidden(permission)) => roles(*permission, cx.lang),
            _ => Vec::new(),
        },
        back: "/",
        back_label: t.home,
        trace: if status.is_server_error() {
            cx.info.id.to_string()
        } else {
            String::new()
        },
    };
    let page = cx.page(heading);
    let html = if cx.signed_in().is_some() {
        pieces::in_shell(&page, &InShell { fault })
    } else {
        InPublic { fault, page }.render()
    };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html.unwrap_or_else(|_| heading.to_owned()))
}

/// A button in a page that came too late: what is on the screen stays, and a message says so.
fn told(words: &str) -> HttpResponse {
    HttpResponse::Conflict()
        .insert_header(("HX-Reswap", "none"))
        .insert_header((
            "HX-Trigger",
            in_header(&json!({ "toast": { "kind": "bad", "text": words } })),
        ))
        .finish()
}

/// JSON as a header may hold it: in ASCII.
pub(super) fn in_header(json: &Value) -> String {
    let json = json.to_string();
    let mut header = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            header.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            header.push_str(&format!("\\u{unit:04x}"));
        }
    }
    header
}

fn wording(t: &'static Text, status: StatusCode, kind: Option<&Error>) -> (&'static str, &'static str) {
    match (status, kind) {
        (StatusCode::FORBIDDEN, Some(Error::Forbidden(_))) => (t.forbidden, t.forbidden_hint),
        (StatusCode::FORBIDDEN, _) => (t.cross_site, t.cross_site_hint),
        (StatusCode::NOT_FOUND, _) => (t.not_found, t.not_found_hint),
        (StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED, _) => (t.bad_request, t.bad_request_hint),
        (StatusCode::CONFLICT, _) => (t.conflict, t.conflict_hint),
        (StatusCode::PAYLOAD_TOO_LARGE, _) => (t.too_large, t.too_large_hint),
        (StatusCode::TOO_MANY_REQUESTS, _) => (t.too_many, t.too_many_hint),
        (StatusCode::SERVICE_UNAVAILABLE, _) => (t.unavailable, t.unavailable_hint),
        (StatusCode::INTERNAL_SERVER_ERROR, _) => (t.internal, t.internal_hint),
        _ => (t.unknown, t.bad_request_hint),
    }
}

/// What is not there may be elsewhere, or a colleague's.
fn whereabouts(t: &'static Text, actor: Option<&Actor>) -> &'static str {
    match actor {
        None => t.not_found_hint,
        Some(actor) if actor.may(Permission::RequestAccess) => t.ask_hint,
        Some(_) => t.not_yours_hint,
    }
}

fn roles(permission: Permission, lang: Lang) -> Vec<&'static str> {
    permission.roles().iter().map(|role| role.label(lang)).collect()
}
