import Foundation
import TestSupport

/// Headless Chromium, with which the tests open pages where it is installed.
enum Browser {
    static let path = Places.program("chromium") ?? Places.program("google-chrome")
    static let requirement = Requirement("the program chromium", path != nil)

    /// What a page has become.
    struct View {
        /// The page after its scripts have run.
        let html: String
        /// What it has said on the console, errors among it.
        let console: [String]
    }

    /// Opens a page, with no network.
    static func open(_ page: String, in folder: ScratchFolder) throws -> View {
        let profile = try ScratchFolder()
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(profile.path)",
            "--allow-file-access-from-files", "--hide-scrollbars", "--enable-logging=stderr", "--window-size=1280,2000",
            "--virtual-time-budget=2000", "--dump-dom", "file://\(folder.file(page))",
        ]
        let outcome = try withExtendedLifetime(profile) {
            try ChildProcess(path!, arguments, in: folder).outcome()
        }
        return View(html: outcome.output, console: outcome.errorLines.filter { $0.contains("CONSOLE") })
    }

    /// How many pixels wide each page is in a window of so many, which is more where something sticks out.
    static func widths(of pages: [String], inWindowsOf width: Int, in folder: ScratchFolder) throws -> [Int] {
        // The browser's own window cannot be as narrow as a phone.
        let frames = pages.map { #"<iframe src="\#($0)" width="\#(width)" height="20000" style="border: 0"></iframe>"# }
        let script = """
            <script>onload = () => { for (const frame of document.querySelectorAll("iframe"))
                document.body.append(`width ${frame.contentDocument.documentElement.scrollWidth} found`) }</script>
            """
        try folder.write(frames.joined() + script, to: "frames.html")
        return try open("frames.html", in: folder).html.matches(of: /width (\d+) found/).compactMap { Int($0.1) }
    }
}
