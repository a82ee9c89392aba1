use std::sync::LazyLock;
use std::time::Duration;

use scraper::{Html, Selector};
use yingke::platform::db::FormToken;

/// Runs the requests of all tests, so that a test can be an ordinary function.
static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());

/// Runs something that waits, from an ordinary test.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

/// A browser with cookies that doesn't follow redirects.
pub struct Client {
    base: String,
    http: reqwest::Client,
}

/// An answer.
pub struct Page {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            base: base.to_owned(),
            http,
        }
    }

    pub fn get(&self, path: &str) -> Page {
        self.send(self.http.get(self.url(path)))
    }

    /// A page with its text if it is HTML; of anything else only the head, since an event stream has no end.
    pub fn get_if_html(&self, path: &str) -> Page {
        RUNTIME.block_on(async {
            let answer = self.http.get(self.url(path)).send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let mut page = Page {
                status,
                headers,
                body: String::new(),
            };
            if page.header("content-type").starts_with("text/html") {
                page.body = answer.text().await.unwrap();
            }
            page
        })
    }

    /// Asks for a region of a page, as htmx does.
    pub fn get_region(&self, path: &str, id: &str) -> Page {
        self.send(region(self.http.get(self.url(path)), id))
    }

    /// Posts a form from one of our own pages, with a fresh token unless the fields bring one.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(self.form(path, fields))
    }

    pub fn post_region(&self, path: &str, id: &str, fields: &[(&str, &str)]) -> Page {
        self.send(region(self.form(path, fields), id))
    }

    /// A request to shape by hand; see [`Self::send`].
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().unwrap(), self.url(path))
    }

    pub fn send(&self, request: reqwest::RequestBuilder) -> Page {
        RUNTIME.block_on(async {
            let answer = request.send().await.unwrap();
            Page {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                body: answer.text().await.unwrap(),
            }
        })
    }

    /// What is answered, as bytes: a file.
    pub fn bytes(&self, request: reqwest::RequestBuilder) -> Vec<u8> {
        RUNTIME.block_on(async {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 200);
            answer.bytes().await.unwrap().to_vec()
        })
    }

    /// The status of whatever is answered to a request that may not be one. Sent again if the connection broke: the
    /// server hangs up after a body it didn't read, and the next request may have been on its way by then.
    pub fn try_send(&self, request: reqwest::Request) -> Result<u16, reqwest::Error> {
        RUNTIME.block_on(async {
            let again = request.try_clone();
            let answer = match (self.http.execute(request).await, again) {
                (Err(_), Some(again)) => self.http.execute(again).await,
                (answer, _) => answer,
            };
            Ok(answer?.status().as_u16())
        })
    }

    /// Posts a form that may not be answered: status and where it leads.
    pub fn try_post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        limit: Duration,
    ) -> Result<(u16, String), reqwest::Error> {
        RUNTIME.block_on(async {
            let answer = self.form(path, fields).timeout(limit).send().await?;
            let location = answer
                .headers()
                .get("location")
                .map(|value| value.to_str().unwrap().to_owned());
            Ok((answer.status().as_u16(), location.unwrap_or_default()))
        })
    }

    /// Posts the same form many times at the same moment.
    pub fn post_at_once(&self, path: &str, fields: &[(&str, &str)], times: usize) -> Vec<Page> {
        RUNTIME.block_on(async {
            let posts = (0..times).map(|_| async {
                let answer = self.form(path, fields).send().await.unwrap();
                Page {
                    status: answer.status().as_u16(),
                    headers: answer.headers().clone(),
                    body: answer.text().await.unwrap(),
                }
            });
            futures_util::future::join_all(posts).await
        })
    }

    /// Status and headers only: for answers that don't end, such as an event stream.
    pub fn send_for_head(&self, request: reqwest::RequestBuilder) -> Page {
        RUNTIME.block_on(async {
            let answer = request.send().await.unwrap();
            Page {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                body: String::new(),
            }
        })
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let mut fields: Vec<(String, String)> =
            fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        if !fields.iter().any(|(name, _)| name == "token") {
            fields.push(("token".into(), FormToken::new().to_string()));
        }
        self.http
            .post(self.url(path))
            .header("Sec-Fetch-Site", "same-origin")
            .form(&fields)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn region(request: reqwest::RequestBuilder, id: &str) -> reqwest::RequestBuilder {
    request
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", format!("div#{id}"))
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// Where a 303 leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The texts of all elements that match, white space squeezed.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        html.select(&Selector::parse(selector).unwrap())
            .map(|found| squeeze(found.text().collect()))
            .collect()
    }

    /// The text of the one element that matches.
    pub fn text(&self, selector: &str) -> String {
        let texts = self.texts(selector);
        assert_eq!(
            texts.len(),
            1,
            "{selector} matches {} elements in:\n{}",
            texts.len(),
            self.body
        );
        texts.into_iter().next().unwrap()
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.texts(selector).is_empty()
    }

    /// An attribute of all elements that match.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .filter_map(|found| found.attr(name).map(str::to_owned))
            .collect()
    }

    /// What stands in a form field.
    pub fn value(&self, name: &str) -> String {
        self.attributes(&format!("[name='{name}']"), "value")
            .into_iter()
            .next()
            .unwrap_or_default()
    }
}
