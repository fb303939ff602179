//! All that a child starts: it dies with the child, also what left the child's group. Only Linux tells who belongs to whom; elsewhere what leaves the
//! group lives on.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

/// The variable that marks a child and what it starts.
const VARIABLE: &str = "MIHAK_CHILD";

static NEXT: AtomicU64 = AtomicU64::new(0);

/// The mark that a child and all that it starts have in their environment.
#[derive(Debug)]
pub struct Family {
    mark: String,
}

impl Family {
    /// The family of a child that is about to be started.
    pub fn new(child: &mut Command) -> Family {
        let mark = format!("{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        child.env(VARIABLE, &mark);
        Family { mark }
    }
}

/// Makes this program the parent of what its children leave behind, so that it can be found.
#[cfg(target_os = "linux")]
pub fn adopt() {
    // SAFETY: a plain system call, which changes nothing but who becomes a parent.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
}

#[cfg(not(target_os = "linux"))]
pub fn adopt() {}

#[cfg(not(target_os = "linux"))]
impl Family {
    pub fn kill(&self) {}
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::thread;
    use std::time::Duration;

    use super::{Family, VARIABLE};

    /// So often is looked: what is killed leaves its own children behind, and each look finds those of one generation.
    const LOOKS: usize = 100;

    /// Waits for a process that was killed. One that the system cannot end is not waited for long.
    fn wait(process: libc::pid_t) {
        for _ in 0..LOOKS {
            // SAFETY: a plain system call, which writes nowhere.
            if unsafe { libc::waitpid(process, std::ptr::null_mut(), libc::WNOHANG) } != 0 {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    impl Family {
        /// Kills those of the family that were left behind, and what they leave in turn.
        pub fn kill(&self) {
            for _ in 0..LOOKS {
                let (left, is_certain) = self.left();
                if left.is_empty() && is_certain {
                    return;
                }
                if left.is_empty() {
                    thread::sleep(Duration::from_millis(1));
                }
                for &process in &left {
                    // SAFETY: a plain system call on a child of this program: its number is not another's before it is waited for.
                    unsafe { libc::kill(process, libc::SIGKILL) };
                }
                left.into_iter().for_each(wait);
            }
        }

        /// The processes of the family whose parent is this program, and whether these are all that there are.
        fn left(&self) -> (Vec<libc::pid_t>, bool) {
            let mut is_certain = true;
            let processes = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
            let left = processes.filter(|process| {
                let is_left = self.is_left(*process);
                is_certain &= is_left.is_some();
                is_left == Some(true)
            });
            (left.collect(), is_certain)
        }

        /// Whether a process is of the family and its parent is this program; `None` if that cannot be told yet, because the process is about to run
        /// another program and has no environment until it does.
        fn is_left(&self, process: libc::pid_t) -> Option<bool> {
            let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            // The name in parentheses may hold anything.
            let mut fields = status.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
            let (state, parent) = (fields.next(), fields.next().and_then(|parent| parent.parse::<u32>().ok()));
            if parent != Some(std::process::id()) || state == Some("Z") {
                return Some(false);
            }
            let wanted = format!("{VARIABLE}={}", self.mark);
            let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
            if environment.is_empty() { None } else { Some(environment.split(|&byte| byte == 0).any(|one| one == wanted.as_bytes())) }
        }
    }
}
