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

    /// Opens a page, with no network.
    static func open(_ page: String, in folder: ScratchFolder) throws -> View {
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.file("browser"))",
            "--allow-file-access-from-files", "--hide-scrollbars", "--enable-logging=stderr", "--window-size=1280,2000",
            "--virtual-time-budget=2000", "--dump-dom", "file://\(folder.file(page))",
        ]
        let outcome = try ChildProcess(path!, arguments, in: folder).outcome()
        return View(html: outcome.output, console: outcome.errorLines.filter { $0.contains("CONSOLE") })
    }

    /// How many pixels wide the page is in a window of so many, which is more where something sticks out.
    static func width(of page: String, inWindowOf width: Int, in folder: ScratchFolder) throws -> Int {
        // The browser's own window cannot be as narrow as a phone.
        let frame = """
            <iframe src="\(page)" width="\(width)" height="20000" style="border: 0"></iframe>
            <script>onload = () => document.body.append(
                `width ${document.querySelector("iframe").contentDocument.documentElement.scrollWidth} found`)</script>
            """
        try folder.write(frame, to: "frame.html")
        let html = try open("frame.html", in: folder).html
        guard let match = html.firstMatch(of: /width (\d+) found/) else { return 0 }
        return Int(match.1) ?? 0
    }
}
