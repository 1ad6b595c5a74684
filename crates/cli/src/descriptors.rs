//! How many files and sockets this process may hold open at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are not for clients: databases, providers, the ops listener, commands, files.
const RESERVED: u64 = 256;

/// Raises the soft limit to the hard one and gives what counts now.
///
/// A soft limit of 1,024 is for programs that use `select`. Without this the descriptors run out long before the
/// configured number of connections, and then databases and providers can't be reached either.
pub(crate) fn raise() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the limit of open files could not be raised");
        }
    }
    // No limit at all.
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// How many of the `wanted` connections there are descriptors for.
pub(crate) fn connections(wanted: usize, descriptors: u64) -> usize {
    let possible = usize::try_from(descriptors.saturating_sub(RESERVED)).unwrap_or(usize::MAX).max(1);
    if possible < wanted {
        tracing::warn!(
            wanted,
            possible,
            "fewer connections than configured: raise the limit of open files (LimitNOFILE in systemd, --ulimit nofile \
             in a container), or lower server.max_connections"
        );
    }
    wanted.min(possible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_becomes_the_hard_one() {
        let hard = getrlimit(Resource::Nofile).maximum;
        let soft = hard.map_or(4096, |hard| hard - 1);
        setrlimit(Resource::Nofile, Rlimit { current: Some(soft), maximum: hard }).expect("lower is allowed");
        assert_eq!(raise(), hard.unwrap_or(u64::MAX));
        assert_eq!(getrlimit(Resource::Nofile), Rlimit { current: hard, maximum: hard });
    }

    #[test]
    fn connections_leave_descriptors_for_everything_else() {
        for (wanted, descriptors, granted) in
            [(10_000, 1024, 768), (10_000, 65_536, 10_000), (10_000, u64::MAX, 10_000), (5, 100, 1)]
        {
            assert_eq!(connections(wanted, descriptors), granted);
        }
    }
}
