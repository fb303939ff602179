//! The compiler, flags and machine of the program: counted instructions depend on them besides the code.

/// The compiler: `rustc 1.95.0`.
pub const COMPILER: &str = env!("MIHAK_COMPILER");

/// Whether the program was built without optimisation: its speed says nothing.
pub const DEBUG: bool = cfg!(debug_assertions);

/// The target with profile and flags, the vector instructions at hand and the C library: `x86_64-unknown-linux-gnu release avx2 glibc-2.36`.
///
/// The last two are read when the program runs: memory is copied and searched by code that is chosen by them.
pub fn target() -> String {
    let mut target = String::from(env!("MIHAK_TARGET"));
    #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
    if std::arch::is_x86_feature_detected!("avx2") {
        target.push_str(" avx2");
    }
    if let Some(library) = c_library() {
        target.push_str(&format!(" {library}"));
    }
    target
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn c_library() -> Option<String> {
    // SAFETY: the function takes nothing and returns a string that lives as long as the program.
    let version = unsafe { std::ffi::CStr::from_ptr(libc::gnu_get_libc_version()) };
    Some(format!("glibc-{}", version.to_str().ok()?))
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn c_library() -> Option<String> {
    None
}

/// The name of this machine, if it has one that is UTF-8.
pub fn host() -> Option<String> {
    #[cfg(unix)]
    {
        let mut name = [0u8; 256];
        // SAFETY: `name` is a valid place for its length during the call.
        let status = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len()) };
        let name = std::ffi::CStr::from_bytes_until_nul(&name).ok().filter(|_| status == 0)?;
        name.to_str().ok().map(String::from)
    }
    #[cfg(not(unix))]
    {
        std::env::var("COMPUTERNAME").ok()
    }
}
