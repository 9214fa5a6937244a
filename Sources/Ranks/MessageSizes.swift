#if MPI
    import Glibc

    /// Sets up to which size MPI sends messages at once. For larger ones it asks the receiver first, and sends nothing
    /// until both are waiting. To be called before MPI is initialized; settings already in the environment stay.
    enum MessageSizes {
        static func prefer(acrossHosts: Bool) {
            // MPICH's transport. On one host, except for small models, copying twice takes longer than asking; between
            // hosts, what is sent at once travels while ranks compute.
            setenv("UCX_RNDV_THRESH", acrossHosts ? "1m" : "40k", 0)
            // Open MPI's TCP, which is used between hosts only.
            setenv("OMPI_MCA_btl_tcp_eager_limit", "1048576", 0)
            setenv("OMPI_MCA_btl_tcp_max_send_size", "1048576", 0)
        }
    }
#endif
