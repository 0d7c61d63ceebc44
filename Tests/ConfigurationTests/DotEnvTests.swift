#if canImport(Testing)
    import Testing

    @testable import Configuration

    @Suite struct DotEnvTests {
        @Test func quotesCommentsAndExportAreUnderstood() {
            let file = DotEnv(
                #"""
                # a comment
                PLAIN=one two   # and a comment
                export EXPORTED = yes
                DOUBLE="a # b\n\"c\" \$HOME"   # comment
                SINGLE='a # b\n'
                HASH=a#b
                EMPTY=
                COMMENTED=# nothing
                """# + "\nWINDOWS=line\r\n")
            #expect(
                file.values == [
                    "PLAIN": "one two", "EXPORTED": "yes", "DOUBLE": "a # b\n\"c\" $HOME", "SINGLE": "a # b\\n",
                    "HASH": "a#b", "EMPTY": "", "COMMENTED": "", "WINDOWS": "line",
                ])
            #expect(file.mistakes.isEmpty)
        }

        @Test(arguments: ["novalue", "=x", "1A=x", "A=\"open", "A=\"x\" y", "A B=x", "A-B=x"])
        func aLineThatIsNoneIsNamedByItsNumber(line: String) {
            let file = DotEnv("GOOD=1\n" + line)
            #expect(file.mistakes == ["Line 2 of .env is not KEY=value; mend it or begin it with #."])
            #expect(file.values == ["GOOD": "1"])
        }
    }
#endif
