import TestSupport
import Testing

extension ScratchFolder {
    /// What a run of a configuration in the folder, which must end well, says with `--json`.
    /// - Parameters:
    ///   - name: the configuration's file, without its ending.
    ///   - flags: further flags of `lockstep train`.
    func summary(ofTraining name: String, _ flags: String...) throws -> JSONObject {
        let outcome = try lockstep(["train", "\(name).yaml", "--quiet", "--json"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try JSONObject(outcome.output)
    }
}
