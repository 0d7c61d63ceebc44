extension MessageCatalogue {
    /// How a request is sent: its head, its parameters, its pages.
    static let urduRequests: KeyValuePairs = [
        // The head.
        "Allowed here: {}.": "یہاں ان کی اجازت ہے: {1}۔",
        "A body here has at most {} bytes.": "یہاں باڈی زیادہ سے زیادہ {1} بائٹس کی ہو سکتی ہے۔",
        "Send the body without Content-Encoding.": "باڈی Content-Encoding کے بغیر بھیجیں۔",
        "Send the body as application/json, in UTF-8.": "باڈی application/json کے طور پر UTF-8 میں بھیجیں۔",
        "A JSON body is needed.": "JSON باڈی درکار ہے۔",
        "A request has at most {} headers.": "ایک درخواست میں زیادہ سے زیادہ {1} ہیڈر ہو سکتے ہیں۔",
        "A header's name is no token.": "ایک ہیڈر کا نام درست ٹوکن نہیں۔",
        "A header's value holds a control character.": "ایک ہیڈر کی قدر میں کنٹرول کریکٹر ہے۔",
        "A header line is malformed.": "ہیڈر کی ایک سطر کی ساخت درست نہیں۔",
        "A request has exactly one Host header.": "درخواست میں Host ہیڈر ٹھیک ایک بار ہونا چاہیے۔",
        "Host is malformed.": "Host کی ساخت درست نہیں۔",
        "The method is not in upper case.": "میتھڈ بڑے حروف میں نہیں۔",
        "The request line is malformed.": "درخواست کی پہلی سطر کی ساخت درست نہیں۔",
        "The length of the body is told twice.": "باڈی کی لمبائی دو بار بتائی گئی ہے۔",
        "Transfer-Encoding is other than chunked.": "Transfer-Encoding کی قدر chunked کے سوا کچھ اور ہے۔",
        "Content-Length is no length.": "Content-Length کوئی درست لمبائی نہیں۔",
        "The request target holds a character unencoded.": "درخواست کے پتے میں ایک کریکٹر انکوڈ کیے بغیر ہے۔",
        "The request target holds a fragment.": "درخواست کے پتے میں # والا حصہ ہے۔",
        "The request target is longer than 8 KiB.": "درخواست کا پتہ 8 KiB سے زیادہ لمبا ہے۔",
        "The path does not start with a slash.": "پاتھ / سے شروع نہیں ہوتا۔",
        "The path holds a dot segment.": "پاتھ میں . یا .. والا حصہ ہے۔",
        "The request target holds a malformed escape.": "درخواست کے پتے میں ایک نادرست % کوڈ ہے۔",
        "The request target holds U+0000.": "درخواست کے پتے میں U+0000 ہے۔",
        "The request target is not UTF-8.": "درخواست کا پتہ UTF-8 میں نہیں۔",

        // Parameters and header fields, by name.
        "{} {phrase}.": "{1}: {2}۔",
        "may stand once only": "صرف ایک بار دیا جا سکتا ہے",
        "is not a parameter here; these are: {}": "یہاں ایسا کوئی پیرامیٹر نہیں؛ دستیاب پیرامیٹر یہ ہیں: {1}",
        "must be 1 to 255 printable ASCII characters": "قابلِ طباعت ASCII کے 1 سے 255 حروف ہونے چاہئیں",
        "must be * or a list of entity tags, as in \"01890a5d-3\"":
            "* یا entity tags کی فہرست ہونی چاہیے، جیسے \"01890a5d-3\"",
        "must be a number from 1": "1 یا اس سے بڑا عدد ہونا چاہیے",
        "goes without page and page_size": "page اور page_size کے ساتھ نہیں آ سکتا",
        "reaches up to item {} of a list; beyond, use cursor":
            "فہرست کے {1} ویں آئٹم تک ہی جا سکتا ہے؛ اس سے آگے cursor استعمال کریں",
        "is not one of this list's next_cursor values": "اس فہرست کی next_cursor قدروں میں سے نہیں",
        "is of an earlier release; begin anew": "کسی پچھلی ریلیز کا ہے؛ نئے سرے سے شروع کریں",
        "must be skip or stop": "skip یا stop ہونا چاہیے",
        "must be pending, in_progress, completed or cancelled":
            "pending، in_progress، completed یا cancelled ہونا چاہیے",
        "must be none, upcoming, due_soon or overdue": "none، upcoming، due_soon یا overdue ہونا چاہیے",
        "must be the id of a series": "کسی سلسلے کی id ہونی چاہیے",
        "must be 1 to {} characters on one line, with something to see in it":
            "ایک ہی سطر میں 1 سے {1} حروف ہونے چاہئیں، جن میں کچھ دکھائی دینے والا بھی ہو",
        "must be some of {}, each once and with a - before it for falling":
            "{1} میں سے چند ہونے چاہئیں، ہر ایک ایک ہی بار؛ اترتی ترتیب کے لیے اس سے پہلے - لگائیں",
    ]
}
