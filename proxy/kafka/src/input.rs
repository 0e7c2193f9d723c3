//! Bytes of an answer that is decoded by hand in one pass. No count is trusted beyond the bytes that
//! are there, so that what a decoder allocates is a small multiple of its input.

/// Why the bytes make no answer.
pub(crate) type Why = &'static str;

const SHORT: Why = "it ends too early";

/// The bytes not read yet.
pub(crate) struct Input<'a> {
    bytes: &'a [u8],
    /// Compact strings and arrays, with tagged fields.
    flexible: bool,
}

impl<'a> Input<'a> {
    /// A body without its header.
    pub(crate) fn new(bytes: &'a [u8], flexible: bool) -> Self {
        Self { bytes, flexible }
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], Why> {
        let (taken, rest) = self.bytes.split_at_checked(n).ok_or(SHORT)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Why> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(SHORT)?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Why> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn i16(&mut self) -> Result<i16, Why> {
        self.array().map(i16::from_be_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, Why> {
        self.array().map(i32::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Why> {
        self.array().map(i64::from_be_bytes)
    }

    /// An unsigned varint of at most five bytes.
    pub(crate) fn varint(&mut self) -> Result<u32, Why> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number is longer than five bytes")
    }

    /// A length, `None` for null.
    pub(crate) fn length(&mut self, wide: bool) -> Result<Option<usize>, Why> {
        let length = match (self.flexible, wide) {
            (true, _) => i64::from(self.varint()?) - 1,
            (false, true) => i64::from(self.i32()?),
            (false, false) => i64::from(self.i16()?),
        };
        Ok(usize::try_from(length).ok())
    }

    /// The number of elements of an array whose elements take at least `least` bytes each; null is
    /// an empty one. More than can be there is an error before anything is allocated.
    pub(crate) fn count(&mut self, least: usize) -> Result<usize, Why> {
        let count = self.length(true)?.unwrap_or(0);
        if count > self.bytes.len() / least {
            return Err("an array claims more elements than there are bytes");
        }
        Ok(count)
    }

    pub(crate) fn nullable_text(&mut self) -> Result<Option<&'a str>, Why> {
        let Some(length) = self.length(false)? else {
            return Ok(None);
        };
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes)
            .map(Some)
            .map_err(|_| "a text is not UTF-8")
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Why> {
        self.nullable_text()?
            .ok_or("a text that must be there is null")
    }

    /// Appends an array of broker ids; gives how many.
    pub(crate) fn ids(&mut self, to: &mut Vec<i32>) -> Result<u16, Why> {
        let count = self.count(4)?;
        let bytes = self.take(count * 4)?;
        to.extend(
            bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|id| i32::from_be_bytes(*id)),
        );
        u16::try_from(count).map_err(|_| "a partition has too many replicas")
    }

    /// Skips the tagged fields of a flexible version.
    pub(crate) fn tagged_fields(&mut self) -> Result<(), Why> {
        if self.flexible {
            for _ in 0..self.varint()? {
                self.varint()?;
                let length = self.varint()?;
                self.take(usize::try_from(length).map_err(|_| SHORT)?)?;
            }
        }
        Ok(())
    }
}
