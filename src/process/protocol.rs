//! The protocol of systems in other programs: JSON objects, one on each line.
//!
//! The child greets. Mihak, called the harness here, sends requests. The child answers each in turn, and ends when its input ends:
//!
//! ```text
//! child    {"protocol":1,"name":"words","version":"my-words 1.0","task":"words","offsets":"chars"}
//! harness  {"id":"news/0001","text":"زار محمد القاهرة"}
//! child    {"id":"news/0001","spans":[[0,3],[4,8],[9,16]],"nanos":812}
//! ```
//!
//! Nothing here reads or writes: lines come in and go out as text. `docs/src/systems.md` describes the protocol for authors of adapters.

mod greeting;
mod line;
mod reply;
mod request;

pub use greeting::{Greeted, Greeting, PROTOCOL, greeting};
pub use line::{LONGEST_LINE, quoted};
pub use reply::{Reply, reply};
pub use request::Request;
