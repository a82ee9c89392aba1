use std::ops::Deref;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::form::{Form, FormView};
use super::posted::{DEADLINE, LIMIT, Posted};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files::{MAX_MIB, Upload};
use crate::platform::i18n::{Lang, faults};
use crate::values::fault::Fault;

/// What all files of a form may weigh together.
const ALL_FILES: usize = 10 * 1024 * 1024;
/// Beyond this nobody goes on reading to keep what was typed.
const PATIENCE: usize = 40 * 1024 * 1024;
const MOST_FILES: usize = 20;

/// A posted form with files (`enctype="multipart/form-data"`): as [`Posted`], and each file checked and made ready.
///
/// Files that were refused come back beside their field, by name and with the reason; what was typed is kept.
pub struct PostedFiles<F> {
    posted: Posted<F>,
    uploads: Vec<Upload>,
    refused: Vec<Refused>,
}

struct Refused {
    field: String,
    name: String,
    fault: Fault,
}

/// A file as it came.
struct Raw {
    field: String,
    name: String,
    bytes: Result<Vec<u8>, Fault>,
}

impl<F> Deref for PostedFiles<F> {
    type Target = Posted<F>;

    fn deref(&self) -> &Posted<F> {
        &self.posted
    }
}

impl<F: Form> PostedFiles<F> {
    /// The files, in the order of the form; they are given once.
    pub fn take_uploads(&mut self) -> Vec<Upload> {
        std::mem::take(&mut self.uploads)
    }

    /// The faults of files, by field.
    pub fn file_errors(&self) -> FieldErrors {
        let faults = self
            .refused
            .iter()
            .map(|refused| (refused.field.clone(), refused.fault));
        faults.collect()
    }

    /// The form to show again, as typed, with its faults, those of its files and a new token.
    pub fn view(&self, lang: Lang, errors: &FieldErrors) -> FormView {
        let mut view = self.posted.view(lang, errors);
        for field in self.file_errors().keys() {
            let words: Vec<String> = self
                .refused
                .iter()
                .filter(|refused| refused.field == *field)
                .map(|refused| {
                    let why = faults::words(&refused.fault, lang);
                    lang.pick(format!("{}：{why}", refused.name), format!("{}: {why}", refused.name))
                })
                .collect();
            view = view.with_error(field, words.join(lang.pick("；", "; ")));
        }
        view
    }
}

/// A posted form with one file as it came: for a room that reads files of its own kinds.
pub struct PostedFile<F> {
    posted: Posted<F>,
    file: Option<(String, Result<Vec<u8>, Fault>)>,
}

impl<F> Deref for PostedFile<F> {
    type Target = Posted<F>;

    fn deref(&self) -> &Posted<F> {
        &self.posted
    }
}

impl<F> PostedFile<F> {
    /// Name and content; it is given once.
    pub fn take_file(&mut self) -> Result<(String, Vec<u8>), Fault> {
        let (name, bytes) = self.file.take().ok_or(Fault::Required)?;
        let bytes = bytes?;
        if bytes.is_empty() {
            return Err(Fault::FileEmpty);
        }
        Ok((name, bytes))
    }
}

impl<F: Form> FromRequest for PostedFile<F> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let multipart = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            let (pairs, files) = tokio::time::timeout(DEADLINE, collect(multipart))
                .await
                .map_err(|_| Error::BadRequest)??;
            let too_large = Fault::FileTooLarge {
                max_mib: u32::try_from(ALL_FILES >> 20).unwrap_or(u32::MAX),
            };
            let first = files.into_iter().next();
            Ok(Self {
                posted: Posted::of(pairs)?,
                file: first.map(|raw| (raw.name, raw.bytes.map_err(|_| too_large))),
            })
        })
    }
}

impl<F: Form> FromRequest for PostedFiles<F> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Nobody has to choose a file: such a form may come as any other.
        let plain = request
            .content_type()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded");
        if plain {
            let posted = Posted::from_request(request, payload);
            return Box::pin(async move {
                Ok(Self {
                    posted: posted.await?,
                    uploads: Vec::new(),
                    refused: Vec::new(),
                })
            });
        }
        let multipart = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            let (pairs, files) = tokio::time::timeout(DEADLINE, collect(multipart))
                .await
                .map_err(|_| Error::BadRequest)??;
            let posted = Posted::of(pairs)?;
            // Reading a photo takes a while: not on the thread that serves others.
            let (uploads, refused) = web::block(move || read(files)).await.map_err(Error::internal)?;
            Ok(Self {
                posted,
                uploads,
                refused,
            })
        })
    }
}

fn read(files: Vec<Raw>) -> (Vec<Upload>, Vec<Refused>) {
    let (mut uploads, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        match file.bytes.and_then(|bytes| Upload::read(&file.name, bytes)) {
            Ok(upload) => uploads.push(upload),
            Err(fault) => refused.push(Refused {
                field: file.field,
                name: file.name,
                fault,
            }),
        }
    }
    (uploads, refused)
}

async fn collect(mut multipart: Multipart) -> Result<(Vec<(String, String)>, Vec<Raw>), Error> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    let (mut typed, mut weight, mut seen) = (0, 0, 0);
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(|_| Error::BadRequest)?;
        let name = field.name().ok_or(Error::BadRequest)?.to_owned();
        let file = field
            .content_disposition()
            .and_then(|disposition| disposition.get_filename())
            .map(str::to_owned);
        match file {
            None => {
                let left = LIMIT.saturating_sub(typed);
                let text = take(&mut field, left, &mut seen).await?.ok_or(Error::TooLarge)?;
                typed += text.len() + name.len();
                pairs.push((name, String::from_utf8(text).map_err(|_| Error::BadRequest)?));
            }
            Some(file) => {
                let bytes = take(&mut field, ALL_FILES.saturating_sub(weight), &mut seen).await?;
                // What a browser sends for a field without a file.
                if file.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) {
                    continue;
                }
                if files.len() >= MOST_FILES {
                    return Err(Error::TooLarge);
                }
                weight += bytes.as_ref().map_or(0, Vec::len);
                files.push(Raw {
                    field: name,
                    name: file.chars().filter(|c| !c.is_control()).take(100).collect(),
                    bytes: bytes.ok_or(Fault::FileTooLarge { max_mib: MAX_MIB }),
                });
            }
        }
    }
    Ok((pairs, files))
}

/// A part's content; `None` if it is larger than `limit`, with the rest read and dropped.
async fn take(field: &mut Field, limit: usize, seen: &mut usize) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest)?;
        *seen += chunk.len();
        if *seen > PATIENCE {
            return Err(Error::TooLarge);
        }
        bytes = bytes.filter(|bytes| bytes.len() + chunk.len() <= limit);
        if let Some(bytes) = &mut bytes {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}
