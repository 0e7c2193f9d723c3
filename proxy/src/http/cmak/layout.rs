//! JSON as the library of CMAK laid it out (`"name" : [ {`), for scripts that read it by lines.

use serde_json::ser::Formatter;
use std::io::{Result, Write};

/// Jackson's layout: objects over lines, lists on one.
#[derive(Debug, Default)]
pub struct Jackson {
    depth: usize,
    /// True if the object or list just opened has something in it.
    filled: bool,
}

impl Jackson {
    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Jackson {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.filled = false;
        writer.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        writer.write_all(if first { b" " } else { b", " })
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b" ]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.line(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b" : ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled {
            self.line(writer)?;
        } else {
            writer.write_all(b" ")?;
        }
        writer.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::json;

    #[test]
    fn the_layout_is_jacksons() {
        let value = json!({ "a": { "active": [{ "n": 1, "v": {} }, {}], "none": [], "isr": [1, 2] }, "b": null });
        let mut bytes = Vec::new();
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Jackson::default());
        value.serialize(&mut writer).unwrap();
        let expected = "\
{
  \"a\" : {
    \"active\" : [ {
      \"n\" : 1,
      \"v\" : { }
    }, { } ],
    \"isr\" : [ 1, 2 ],
    \"none\" : [ ]
  },
  \"b\" : null
}";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
