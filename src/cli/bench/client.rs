//! The smallest HTTP client that will do: one connection kept open, cookies, no redirects, loopback only.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::cli::setup::Problem;

const PATIENCE: Duration = Duration::from_secs(15);
/// No page is larger.
const LARGEST: usize = 16 * 1024 * 1024;
const PACKED: &str = "Accept-Encoding: gzip\r\n";
const POSTED: &str = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";

/// What to ask for: a page, or what a form sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub path: String,
    form: Option<String>,
}

impl Wish {
    pub fn page(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            form: None,
        }
    }

    pub fn form(path: impl Into<String>, pairs: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self {
            path: path.into(),
            form: Some(form),
        }
    }

    pub fn method(&self) -> &'static str {
        if self.form.is_some() { "POST" } else { "GET" }
    }
}

pub struct Client {
    address: SocketAddr,
    cookies: Vec<(String, String)>,
    open: Option<BufReader<TcpStream>>,
}

/// The same person on another connection.
impl Clone for Client {
    fn clone(&self) -> Self {
        Self {
            address: self.address,
            cookies: self.cookies.clone(),
            open: None,
        }
    }
}

pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: Vec::new(),
            open: None,
        }
    }

    pub fn sign_in(&mut self, account: &str, password: &str) -> Result<(), Problem> {
        let token = crate::platform::db::FormToken::new().to_string();
        let typed = [("username", account), ("password", password), ("token", token.as_str())];
        let reply = self.ask(&Wish::form("/sign-in", &typed))?;
        if reply.status != 303 {
            return Err(format!("{account} can't sign in ({})", reply.status).into());
        }
        Ok(())
    }

    pub fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.send("GET", path, "", &[])
    }

    /// As a browser asks: compressed.
    pub fn get_packed(&mut self, path: &str) -> io::Result<Reply> {
        self.send("GET", path, PACKED, &[])
    }

    /// As a browser asks for it, or sends it.
    pub fn ask(&mut self, wish: &Wish) -> io::Result<Reply> {
        match &wish.form {
            None => self.get_packed(&wish.path),
            Some(form) => self.send("POST", &wish.path, &format!("{PACKED}{POSTED}"), form.as_bytes()),
        }
    }

    fn send(&mut self, method: &str, path: &str, head: &str, body: &[u8]) -> io::Result<Reply> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: {}\r\n{head}\r\n",
            self.address,
            cookies.join("; "),
            body.len(),
        );
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(&[request.as_bytes(), body].concat())?;
        let reply = read(&mut stream, method)?;
        for (_, value) in reply
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        {
            if let Some((name, value)) = value.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        if !reply.header("connection").eq_ignore_ascii_case("close") {
            self.open = Some(stream);
        }
        Ok(reply)
    }
}

fn read(stream: &mut impl BufRead, method: &str) -> io::Result<Reply> {
    let malformed = || io::Error::other("not an answer in HTTP");
    let status = line(stream)?
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(malformed)?;
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(malformed)?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut reply = Reply {
        status,
        headers,
        body: Vec::new(),
    };
    if reply.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
        loop {
            let size = usize::from_str_radix(line(stream)?.trim(), 16).map_err(|_| malformed())?;
            append(stream, &mut reply.body, size)?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if method != "HEAD" && status != 304 {
        let size = reply.header("content-length").parse().unwrap_or(0);
        append(stream, &mut reply.body, size)?;
    }
    Ok(reply)
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.take(64 * 1024).read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn append(stream: &mut impl BufRead, body: &mut Vec<u8>, size: usize) -> io::Result<()> {
    let begun = body.len();
    if begun + size > LARGEST {
        return Err(io::Error::other("an answer without end"));
    }
    stream.take(u64::try_from(size).unwrap_or(0)).read_to_end(body)?;
    if body.len() == begun + size {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> io::Result<Reply> {
        read(&mut text.as_bytes(), "GET")
    }

    #[test]
    fn reads_both_kinds_of_bodies() {
        let plain = reply("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A: b\r\n\r\nabcdef").unwrap();
        assert_eq!(
            (plain.status, plain.text().as_str(), plain.header("x-a")),
            (200, "abc", "b")
        );
        let chunked =
            reply("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n").unwrap();
        assert_eq!((chunked.status, chunked.text().as_str()), (404, "abc"));
    }

    #[test]
    fn half_an_answer_is_none() {
        assert!(reply("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc").is_err());
        assert!(reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").is_err());
        assert!(reply("SSH-2.0\r\n\r\n").is_err());
        assert!(reply("").is_err());
    }
}
