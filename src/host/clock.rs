//! What time it is.

use std::time::SystemTime;

/// Now, to the second, in UTC (RFC 3339): `2025-10-29T14:03:59Z`.
pub fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}
