//! What the process that reads documents gives up, and how far it then reaches, by trying.
//!
//! Each layer stands by itself, since no system has all of them: limits on memory and files of POSIX, Landlock against files
//! and connections, and a filter of system calls (seccomp) for sockets of other kinds, programs and signals. What the system
//! does not have is done without: the limits inside the parsers hold everywhere.

use serde::{Deserialize, Serialize};

/// What a confined process cannot do any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Holds {
    files: bool,
    programs: bool,
    tcp: bool,
    udp: bool,
    unix: bool,
    signals: bool,
}

impl Holds {
    /// For a person to read.
    pub(super) fn told(self) -> String {
        let all = [
            (self.files, "open files"),
            (self.programs, "start programs"),
            (self.tcp, "connect over TCP"),
            (self.udp, "send over UDP"),
            (self.unix, "use Unix sockets"),
            (self.signals, "send signals"),
        ];
        let of = |held: bool| {
            all.iter().filter(|(own, _)| *own == held).map(|(_, what)| *what).collect::<Vec<_>>().join(", ")
        };
        let (held, open) = (of(true), of(false));
        let start = "documents are read in a process of limited memory";
        match (held.is_empty(), open.is_empty()) {
            (false, true) => format!("{start} that cannot {held}"),
            (false, false) => format!("{start} that cannot {held}; this system cannot keep it from these: {open}"),
            _ => format!("{start}; this system cannot keep it from these: {open} (Landlock or seccomp of Linux would)"),
        }
    }
}

/// Limits this process before it starts a thread: memory, no files written, few open, no core; and no file and no connection
/// where the kernel can say so.
pub(super) fn first(memory: u64) {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        for (resource, limit) in
            [(Resource::AS, memory), (Resource::FSIZE, 0), (Resource::CORE, 0), (Resource::NOFILE, 16)]
        {
            let _unsupported = rlimit::setrlimit(resource, limit, limit);
        }
    }
    #[cfg(target_os = "linux")]
    {
        let _unsupported = linux::no_files_no_network();
    }
    #[cfg(not(unix))]
    let _ = memory;
}

/// Gives up the rest, once the process has all its threads: they are filtered together.
pub(super) fn then() {
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _unsupported = calls::filter();
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, Scope};

    /// Everything that the newest Landlock known here can close off, as far as this kernel has it.
    pub(super) fn no_files_no_network() -> Result<(), landlock::RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V10))?
            .handle_access(AccessNet::from_all(ABI::V10))?
            .scope(Scope::from_all(ABI::V10))?
            .create()?
            .restrict_self()?;
        Ok(())
    }
}

/// The filter knows the numbers that calls have on these machines.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls {
    use std::collections::BTreeMap;

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    /// Calls that reading a document never makes: sockets of any kind, new processes and programs, signals to others, files
    /// by name, and what reaches into other processes or the kernel.
    const REFUSED: &[i64] = &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_clone,
        libc::SYS_clone3,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_tgkill,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pidfd_getfd,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_openat,
        libc::SYS_openat2,
        libc::SYS_open_by_handle_at,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mknodat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_utimensat,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_chroot,
        libc::SYS_pivot_root,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_memfd_create,
        libc::SYS_shmget,
        libc::SYS_msgget,
        libc::SYS_semget,
    ];

    /// The same by their older names, which newer architectures never had.
    #[cfg(target_arch = "x86_64")]
    const OLDER: &[i64] = &[
        libc::SYS_fork,
        libc::SYS_vfork,
        libc::SYS_open,
        libc::SYS_creat,
        libc::SYS_unlink,
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_mkdir,
        libc::SYS_rmdir,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_mknod,
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const OLDER: &[i64] = &[];

    /// Filters the calls of all threads of this process, for good.
    pub(super) fn filter() -> Result<(), Box<dyn std::error::Error>> {
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        let refused: BTreeMap<i64, Vec<_>> = REFUSED.iter().chain(OLDER).map(|call| (*call, Vec::new())).collect();
        let denied = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let program: BpfProgram = SeccompFilter::new(refused, SeccompAction::Allow, denied, arch)?.try_into()?;
        Ok(seccompiler::apply_filter_all_threads(&program)?)
    }
}

/// What this process cannot do: each is tried.
#[cfg(unix)]
pub(super) fn tried() -> Holds {
    use std::io::ErrorKind::PermissionDenied;
    use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
    use std::os::unix::net::UnixDatagram;
    use std::time::Duration;
    fn denied<T>(tried: std::io::Result<T>) -> bool {
        tried.is_err_and(|error| error.kind() == PermissionDenied)
    }
    // Nobody listens there; whoever may connect is told so.
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    let parent = rustix::process::getppid();
    Holds {
        files: denied(std::fs::File::open("/")),
        programs: denied(std::process::Command::new("/no/such/program").spawn()),
        tcp: denied(TcpStream::connect_timeout(&nowhere, Duration::from_millis(500))),
        udp: denied(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))),
        unix: denied(UnixDatagram::unbound()),
        signals: parent.is_some_and(|parent| rustix::process::test_kill_process(parent).is_err()),
    }
}

/// The same where none of it is there to be tried.
#[cfg(not(unix))]
pub(super) fn tried() -> Holds {
    Holds::default()
}
