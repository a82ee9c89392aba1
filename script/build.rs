//! Bakes `static/` into the program: each file with the hash of its content, plain, gzipped and brotlied.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// One file, `vendor/htmx.js`: htmx begins at the next turn of the event loop and overlooks extensions that arrive after that.
const HTMX: [&str; 3] = ["vendor/htmx.min.js", "vendor/hx-sse.min.js", "vendor/hx-preload.min.js"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=static");
    println!("cargo:rerun-if-changed=migrations");
    let root = PathBuf::from("static");
    let out = PathBuf::from(std::env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    files.sort();

    let mut assets = Vec::new();
    for file in files {
        let name = file
            .strip_prefix(&root)
            .map_err(io::Error::other)?
            .display()
            .to_string();
        if !HTMX.contains(&name.as_str()) {
            assets.push((name, fs::read(&file)?));
        }
    }
    let parts: io::Result<Vec<Vec<u8>>> = HTMX.iter().map(|name| fs::read(root.join(name))).collect();
    assets.push(("vendor/htmx.js".to_owned(), parts?.join(&b";\n"[..])));

    let mut table = String::from("static FILES: &[Asset] = &[\n");
    for (number, (name, body)) in assets.iter().enumerate() {
        let hash = hex::encode(Sha256::digest(body)).chars().take(12).collect::<String>();
        fs::write(out.join(format!("{number}.plain")), body)?;
        fs::write(out.join(format!("{number}.gz")), gzip(body)?)?;
        fs::write(out.join(format!("{number}.br")), brotli(body)?)?;
        let _ = writeln!(
            table,
            "    Asset {{ name: {name:?}, url: {:?}, \
             plain: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.plain\")), \
             gzip: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.gz\")), \
             brotli: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.br\")) }},",
            format!("/static/{hash}/{name}"),
        );
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table)
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body)?;
    encoder.finish()
}

fn brotli(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(
        &mut &body[..],
        &mut packed,
        &brotli::enc::BrotliEncoderParams::default(),
    )?;
    Ok(packed)
}
