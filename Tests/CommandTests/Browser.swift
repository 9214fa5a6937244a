import Foundation
import TestSupport

/// Headless Chromium, with which the tests open pages where it is installed.
enum Browser {
    static let path: String? = {
        let path = Places.program("chromium") ?? Places.program("google-chrome")
        if path == nil { print("no Chromium on the path: tests that open pages are skipped") }
        return path
    }()

    /// What a page has become.
    struct View {
        /// The page after its scripts have run.
        let html: String
        /// What it has said on the console, errors among it.
        let console: [String]
    }

    /// Opens a page, with no network, in a window of so many pixels.
    static func open(_ page: String, width: Int = 1280, in folder: ScratchFolder) throws -> View {
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.file("browser"))",
            "--enable-logging=stderr", "--window-size=\(width),2000", "--virtual-time-budget=2000", "--dump-dom",
            "file://\(folder.file(page))",
        ]
        let outcome = try ChildProcess(path!, arguments, in: folder).outcome()
        return View(html: outcome.output, console: outcome.errorLines.filter { $0.contains("CONSOLE") })
    }
}
