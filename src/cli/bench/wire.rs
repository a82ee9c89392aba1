//! What a program asks of PostgreSQL, read off its connection: statements with the values bound to them.

use std::collections::HashMap;

/// A statement that was sent, with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub sql: String,
    pub values: Vec<Bound>,
}

/// A value as it was bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The type's number in PostgreSQL, 0 where it is left to the server.
    pub kind: u32,
    /// Whether it came in the server's own form rather than as text.
    pub binary: bool,
    /// None for NULL.
    pub bytes: Option<Vec<u8>>,
}

/// Follows one connection: which statement a name stands for.
#[derive(Debug, Default)]
pub struct Ear {
    prepared: HashMap<Vec<u8>, (String, Vec<u32>)>,
}

impl Ear {
    /// Takes a message of the program; gives the statement if it asks for one.
    pub fn hears(&mut self, kind: u8, body: &[u8]) -> Option<Asked> {
        let mut body = Reader(body);
        match kind {
            b'Q' => Some(Asked {
                sql: String::from_utf8_lossy(body.text()?).into_owned(),
                values: Vec::new(),
            }),
            b'P' => {
                let (name, sql) = (body.text()?.to_vec(), body.text()?);
                let kinds = (0..body.count()?).map(|_| body.number()).collect::<Option<Vec<_>>>()?;
                self.prepared
                    .insert(name, (String::from_utf8_lossy(sql).into_owned(), kinds));
                None
            }
            b'B' => self.bound(&mut body),
            _ => None,
        }
    }

    fn bound(&self, body: &mut Reader<'_>) -> Option<Asked> {
        let _portal = body.text()?;
        let (sql, kinds) = self.prepared.get(body.text()?)?;
        let forms: Vec<u16> = (0..body.count()?).map(|_| body.count()).collect::<Option<Vec<_>>>()?;
        let mut values = Vec::new();
        for place in 0..usize::from(body.count()?) {
            // One form stands for all of them, none for text.
            let form = if forms.len() == 1 {
                forms.first()
            } else {
                forms.get(place)
            };
            values.push(Bound {
                kind: kinds.get(place).copied().unwrap_or(0),
                binary: form == Some(&1),
                bytes: body.value()?,
            });
        }
        Some(Asked {
            sql: sql.clone(),
            values,
        })
    }
}

/// Reads numbers and texts in the order in which they were sent.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    /// Up to the next zero byte.
    fn text(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }

    fn count(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    pub fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A value with its length before it; the length of NULL is -1.
    pub fn value(&mut self) -> Option<Option<Vec<u8>>> {
        let length = self.number()?;
        if length == u32::MAX {
            return Some(None);
        }
        Some(Some(self.take(usize::try_from(length).ok()?)?.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, sql: &str, kinds: &[u32]) -> Vec<u8> {
        let mut body = [name.as_bytes(), b"\0", sql.as_bytes(), b"\0"].concat();
        body.extend(u16::try_from(kinds.len()).unwrap().to_be_bytes());
        body.extend(kinds.iter().flat_map(|kind| kind.to_be_bytes()));
        body
    }

    fn bind(name: &str, forms: &[u16], values: &[Option<&[u8]>]) -> Vec<u8> {
        let mut body = [&b"\0"[..], name.as_bytes(), b"\0"].concat();
        body.extend(u16::try_from(forms.len()).unwrap().to_be_bytes());
        body.extend(forms.iter().flat_map(|form| form.to_be_bytes()));
        body.extend(u16::try_from(values.len()).unwrap().to_be_bytes());
        for value in values {
            match value {
                None => body.extend(u32::MAX.to_be_bytes()),
                Some(bytes) => {
                    body.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
                    body.extend(*bytes);
                }
            }
        }
        body.extend([0, 0]);
        body
    }

    #[test]
    fn a_name_stands_for_its_statement_each_time() {
        let mut ear = Ear::default();
        assert_eq!(ear.hears(b'P', &parse("s1", "SELECT $1, $2", &[23, 25])), None);
        for number in [7_u32, 8] {
            let values = [Some(number.to_be_bytes()), None];
            let values: Vec<Option<&[u8]>> = values.iter().map(|value| value.as_ref().map(|v| &v[..])).collect();
            let asked = ear.hears(b'B', &bind("s1", &[1], &values)).unwrap();
            assert_eq!(asked.sql, "SELECT $1, $2");
            assert_eq!(asked.values.len(), 2);
            assert_eq!(
                asked.values[0],
                Bound {
                    kind: 23,
                    binary: true,
                    bytes: Some(number.to_be_bytes().to_vec())
                }
            );
            assert_eq!((asked.values[1].kind, &asked.values[1].bytes), (25, &None));
        }
        let plain = ear.hears(b'Q', b"BEGIN\0").unwrap();
        assert_eq!((plain.sql.as_str(), plain.values.len()), ("BEGIN", 0));
    }

    #[test]
    fn what_is_cut_off_asks_for_nothing() {
        let mut ear = Ear::default();
        ear.hears(b'P', &parse("", "SELECT $1", &[]));
        let whole = bind("", &[], &[Some(b"abc")]);
        let asked = ear.hears(b'B', &whole).unwrap();
        assert!(!asked.values[0].binary);
        assert_eq!(ear.hears(b'B', &whole[..6]), None);
        assert_eq!(ear.hears(b'B', &bind("unknown", &[], &[])), None);
        assert_eq!(ear.hears(b'S', b""), None);
        assert_eq!(ear.hears(b'Q', b"no end"), None);
    }
}
