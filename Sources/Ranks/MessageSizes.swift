#if MPI
    import Glibc

    /// Up to which size messages are sent at once; for more, MPI asks the receiver first, and nothing goes out until both are
    /// waiting. To be told before MPI begins; what the environment says already stays.
    enum MessageSizes {
        static func prefer(acrossHosts: Bool) {
            // Of MPICH's transport. On one host, to copy twice takes longer than to ask for all but small models; between
            // hosts, what was sent at once travels while ranks compute.
            setenv("UCX_RNDV_THRESH", acrossHosts ? "1m" : "40k", 0)
            // Of Open MPI's TCP, which is for other hosts only.
            setenv("OMPI_MCA_btl_tcp_eager_limit", "1048576", 0)
            setenv("OMPI_MCA_btl_tcp_max_send_size", "1048576", 0)
        }
    }
#endif
