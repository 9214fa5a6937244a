/// The version of Lockstep, as `lockstep --version` prints it, and as summaries, checkpoints and model files carry it.
public enum LockstepVersion {
    /// Major, minor and patch version (https://semver.org).
    public static let current = "0.1.0"

    /// The key under which files have it.
    public static let key = "lockstep_version"
}
