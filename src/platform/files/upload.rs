use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::values::fault::Fault;
use crate::values::text;

/// The largest file, in MiB.
pub const MAX_MIB: u32 = 8;
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// What a photo may have before it is made smaller: more than any phone takes.
const MAX_MEGAPIXELS: u32 = 60;
const MAX_SIDE: u32 = 20_000;
/// Memory for one photo while it is read.
const MAX_MEMORY: u64 = 400 * 1024 * 1024;
/// The longer side of a photo as it is kept.
const KEPT_SIDE: u32 = 2_560;
/// The longer side of its small picture.
const SMALL_SIDE: u32 = 320;
const JPEG_QUALITY: u8 = 85;
const LONGEST_NAME: usize = 100;

/// A file that was checked, as it will be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    /// Width and height of a photo.
    pub pixels: Option<(u32, u32)>,
    /// A photo made small, of the same kind.
    pub thumbnail: Option<Vec<u8>>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What a file's first bytes say it is; its name is not asked.
enum Found {
    Photo(ImageFormat),
    Pdf,
}

impl Upload {
    /// Checks a file by its content: a JPEG, PNG or WebP photo, which is turned upright, made smaller and drawn anew
    /// without what the camera wrote into it; or a PDF, which stays as it is.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Fault> {
        if bytes.is_empty() {
            return Err(Fault::FileEmpty);
        }
        if bytes.len() > MAX_BYTES {
            return Err(Fault::FileTooLarge { max_mib: MAX_MIB });
        }
        match recognise(&bytes).ok_or(Fault::FileKind)? {
            Found::Pdf => Ok(Self {
                name: named(name, "pdf"),
                bytes,
                media_type: "application/pdf",
                pixels: None,
                thumbnail: None,
            }),
            Found::Photo(format) => photo(name, &bytes, format),
        }
    }
}

fn recognise(bytes: &[u8]) -> Option<Found> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(Found::Photo(ImageFormat::Jpeg)),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Found::Photo(ImageFormat::Png)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Found::Photo(ImageFormat::WebP)),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(Found::Pdf),
        _ => None,
    }
}

fn photo(name: &str, bytes: &[u8], format: ImageFormat) -> Result<Upload, Fault> {
    let mut image = decode(bytes, format)?;
    if image.width().max(image.height()) > KEPT_SIDE {
        image = image.resize(KEPT_SIDE, KEPT_SIDE, FilterType::Triangle);
    }
    // A drawing stays a PNG; a WebP becomes what it is most like.
    let as_png = format == ImageFormat::Png || image.color().has_alpha();
    let small = image.thumbnail(SMALL_SIDE, SMALL_SIDE);
    Ok(Upload {
        name: named(name, if as_png { "png" } else { "jpg" }),
        media_type: if as_png { "image/png" } else { "image/jpeg" },
        pixels: Some((image.width(), image.height())),
        bytes: drawn(&image, as_png)?,
        thumbnail: Some(drawn(&small, as_png)?),
    })
}

/// A picture drawn anew.
fn drawn(image: &DynamicImage, as_png: bool) -> Result<Vec<u8>, Fault> {
    let mut out = Cursor::new(Vec::new());
    let encoded = if as_png {
        let plain = if image.color().has_alpha() {
            DynamicImage::from(image.to_rgba8())
        } else {
            DynamicImage::from(image.to_rgb8())
        };
        plain.write_with_encoder(PngEncoder::new(&mut out))
    } else {
        let plain = DynamicImage::from(image.to_rgb8());
        plain.write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY))
    };
    encoded.map_err(|_| Fault::FileKind)?;
    Ok(out.into_inner())
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Fault> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let refused = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => Fault::ImageTooLarge {
            megapixels: MAX_MEGAPIXELS,
        },
        _ => Fault::FileKind,
    };
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > u64::from(MAX_MEGAPIXELS) * 1_000_000 {
        return Err(Fault::ImageTooLarge {
            megapixels: MAX_MEGAPIXELS,
        });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The last part of a name, without what could be a path or a second ending.
fn named(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match last.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.len() <= 5 => stem,
        _ => last,
    };
    let clean: String = text::single_line(stem)
        .chars()
        .filter(|c| !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        .take(LONGEST_NAME)
        .collect();
    let clean = clean.trim_matches(['.', ' ']);
    let clean = if clean.is_empty() { "file" } else { clean };
    format!("{clean}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;

    /// A red JPEG whose top left pixel block is white, turned by the camera as `orientation` says.
    fn jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let mut drawn = RgbImage::from_pixel(width, height, image::Rgb([200, 0, 0]));
        for (x, y) in (0..width / 4).flat_map(|x| (0..height / 4).map(move |y| (x, y))) {
            drawn.put_pixel(x, y, image::Rgb([255, 255, 255]));
        }
        let mut out = Cursor::new(Vec::new());
        DynamicImage::from(drawn)
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, 95))
            .unwrap();
        let plain = out.into_inner();
        // An EXIF block with the orientation and a made-up place.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend_from_slice(b"31.2304N 121.4737E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height)
            .write_with_encoder(PngEncoder::new(&mut out))
            .unwrap();
        out.into_inner()
    }

    #[test]
    fn a_photo_is_turned_upright_and_forgets_where_it_was_taken() {
        let photo = jpeg(64, 32, 6);
        assert!(photo.windows(8).any(|part| part == b"31.2304N"));
        let kept = Upload::read("IMG_2041.HEIC.jpeg", photo).unwrap();
        assert_eq!(
            (kept.media_type, kept.name.as_str()),
            ("image/jpeg", "IMG_2041.HEIC.jpg")
        );
        assert_eq!(kept.pixels, Some((32, 64)), "turned by a quarter");
        assert!(!kept.bytes.windows(4).any(|part| part == b"Exif" || part == b"31.2"));
        let image = image::load_from_memory(&kept.bytes).unwrap().to_rgb8();
        assert!(
            image.get_pixel(29, 3).0[1] > 200,
            "the white corner is on the right now"
        );
        assert!(image.get_pixel(3, 3).0[1] < 60);
    }

    #[test]
    fn a_large_photo_is_made_smaller() {
        let kept = Upload::read("a.png", png(4_000, 1_000)).unwrap();
        assert_eq!(kept.pixels, Some((2_560, 640)));
        let small = image::load_from_memory(&kept.thumbnail.unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (320, 80));
        assert_eq!(kept.media_type, "image/png");
    }

    #[test]
    fn what_follows_a_picture_does_not_stay() {
        let mut photo = png(4, 4);
        photo.extend_from_slice(b"<script>alert(1)</script>");
        let kept = Upload::read("a.png", photo).unwrap();
        assert!(!kept.bytes.windows(8).any(|part| part == b"<script>"));
    }

    #[test]
    fn other_files_are_refused_whatever_their_name_says() {
        for (bytes, fault) in [
            (b"".to_vec(), Fault::FileEmpty),
            (b"<html>".to_vec(), Fault::FileKind),
            (b"MZ\x90\0".to_vec(), Fault::FileKind),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), Fault::FileKind),
            (b"GIF89a".to_vec(), Fault::FileKind),
            (vec![0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], Fault::FileKind),
            (vec![b'%'; MAX_BYTES + 1], Fault::FileTooLarge { max_mib: 8 }),
        ] {
            assert_eq!(Upload::read("photo.jpg", bytes).unwrap_err(), fault);
        }
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_before_it_is_read() {
        // A PNG header that promises 30,000 × 30,000 pixels.
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(Upload::read("a.png", bomb).is_err());
    }

    #[test]
    fn a_pdf_stays_as_it_is() {
        let kept = Upload::read("../../etc/报价 单.PDF", b"%PDF-1.7 rest".to_vec()).unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.media_type),
            ("报价 单.pdf", "application/pdf")
        );
        assert_eq!(kept.bytes, b"%PDF-1.7 rest");
    }

    #[test]
    fn names_are_plain() {
        for (name, plain) in [
            ("", "file.jpg"),
            ("..", "file.jpg"),
            (".htaccess", "htaccess.jpg"),
            ("C:\\Users\\王\\照片.png", "照片.jpg"),
            ("a\r\nb\".jpeg", "a b.jpg"),
        ] {
            assert_eq!(named(name, "jpg"), plain, "{name:?}");
        }
        assert_eq!(named(&"长".repeat(300), "jpg").chars().count(), 104);
    }
}
