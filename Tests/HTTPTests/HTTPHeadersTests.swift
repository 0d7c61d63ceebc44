import HTTP
import Testing

@Suite struct HTTPHeadersTests {
    @Test func namesHaveNoCase() {
        let headers: HTTPHeaders = ["Content-Type": "a/b", "X-A": "1", "x-a": "2"]
        #expect(headers["content-type"] == "a/b")
        #expect(headers["CONTENT-TYPE"] == "a/b")
        #expect(headers.values("X-a") == ["1", "2"])
        #expect(headers["X"] == nil)
        #expect(headers.contains("x-A"))
        #expect(!headers.contains("x-b"))
        #expect(headers["Content\u{2D}typ\u{45}"] == "a/b")
    }

    @Test func onlyLettersHaveACase() {
        let headers: HTTPHeaders = ["a[": "1"]
        #expect(headers["A["] == "1")
        #expect(headers["a{"] == nil)
    }

    @Test func settingReplacesAllAndNilRemoves() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        headers["a"] = "4"
        #expect(headers.map(\.name) == ["B", "a"])
        #expect(headers["A"] == "4")
        headers["A"] = nil
        #expect(headers.map(\.value) == ["2"])
        headers.remove("missing")
        #expect(!headers.isEmpty)
    }

    @Test func aValueCannotEndItsLine() {
        var headers = HTTPHeaders()
        headers.add("Location", "/a\r\nSet-Cookie: b=c\u{0}")
        #expect(headers["location"] == "/a  Set-Cookie: b=c ")
    }

    @Test func keepsOrderAndUnicode() {
        let headers: HTTPHeaders = ["B": "ü", "A": ""]
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["B=ü", "A="])
    }
}
