extension MessageCatalogue {
    /// Urdu. Numbers stay in ASCII digits; a sentence without a subject reads on from the name of a field.
    public static let urdu = MessageCatalogue(
        urduTitles, urduProblems, urduRequests, urduMistakes, urduRecurrence, urduJSON, urduFilters)

    private static let urduTitles: KeyValuePairs = [
        "Bad Request": "نادرست درخواست",
        "Unauthorized": "شناخت کی تصدیق نہیں ہوئی",
        "Forbidden": "اجازت نہیں",
        "Not Found": "نہیں ملا",
        "Method Not Allowed": "یہاں اس میتھڈ کی اجازت نہیں",
        "Request Timeout": "درخواست کا وقت ختم ہو گیا",
        "Conflict": "موجودہ حالت سے تضاد",
        "Gone": "اب موجود نہیں",
        "Precondition Failed": "پیشگی شرط پوری نہیں ہوئی",
        "Content Too Large": "مواد بہت بڑا ہے",
        "URI Too Long": "URI بہت لمبا ہے",
        "Unsupported Media Type": "میڈیا ٹائپ قابلِ قبول نہیں",
        "Unprocessable Content": "مواد قواعد کے مطابق نہیں",
        "Precondition Required": "پیشگی شرط لازمی ہے",
        "Too Many Requests": "بہت زیادہ درخواستیں",
        "Request Header Fields Too Large": "درخواست کے ہیڈر بہت بڑے ہیں",
        "Internal Server Error": "سرور کی اندرونی خرابی",
        "Not Implemented": "یہ سہولت موجود نہیں",
        "Bad Gateway": "گیٹ وے کی خرابی",
        "Service Unavailable": "سروس فی الحال دستیاب نہیں",
        "Gateway Timeout": "گیٹ وے کو وقت پر جواب نہیں ملا",
        "Status {}": "اسٹیٹس {1}",
    ]

    private static let urduProblems: KeyValuePairs = [
        // Not there.
        "There is nothing here.": "یہاں کچھ نہیں ہے۔",
        "There is no task {}.": "کام {1} موجود نہیں۔",
        "There is no recurring task {}.": "دہرایا جانے والا کام {1} موجود نہیں۔",
        "There is no reminder {}.": "یاد دہانی {1} موجود نہیں۔",
        "There is no notification {}.": "اطلاع {1} موجود نہیں۔",
        "There is no user {}.": "صارف {1} موجود نہیں۔",
        "There is no tag {}.": "ٹیگ {1} موجود نہیں۔",

        // Not as things are now.
        "The request does not follow the rules; see errors.": "درخواست قواعد کے مطابق نہیں؛ تفصیل errors میں دیکھیں۔",
        "A task that is {} cannot become {}.": "جس کام کی حالت {1} ہو، اس کی حالت {2} نہیں ہو سکتی۔",
        "Task {} is done with, or a part of another, and cannot recur.":
            "کام {1} ختم ہو چکا ہے یا کسی دوسرے کام کا حصہ ہے، اس لیے دہرایا نہیں جا سکتا۔",
        "It was changed meanwhile; its version is {} now.": "اس دوران اس میں تبدیلی ہو چکی ہے؛ اب اس کا ورژن {1} ہے۔",
        "It was changed by others at the same moment; try again.":
            "اسی لمحے کسی اور نے بھی اس میں تبدیلی کی؛ دوبارہ کوشش کریں۔",
        "There is nothing that If-Match could mean.": "ایسی کوئی چیز موجود نہیں جس پر If-Match لاگو ہو سکے۔",
        "Say which version is meant: If-Match with the ETag of the last answer.":
            "بتائیں کہ کون سا ورژن مراد ہے: If-Match میں پچھلے جواب کا ETag بھیجیں۔",
        "There is nothing that could be undone.": "ایسا کچھ نہیں جسے واپس کیا جا سکے۔",
        "Task {} was changed since; it cannot be undone any more.":
            "کام {1} میں اس کے بعد تبدیلی ہو چکی ہے؛ اب اسے واپس نہیں کیا جا سکتا۔",
        "There is another tag named {}; to make them one, merge them.":
            "{1} نام کا ایک اور ٹیگ موجود ہے؛ دونوں کو ایک کرنے کے لیے انہیں ضم کریں۔",
        "It contradicts what is there already.": "یہ اس سے متضاد ہے جو پہلے سے موجود ہے۔",
        "An account has at most {} series.": "ایک اکاؤنٹ میں زیادہ سے زیادہ {1} سلسلے ہو سکتے ہیں۔",
        "The series of this task has ended. Set is_recurring to false, then begin another.":
            "اس کام کا سلسلہ ختم ہو چکا ہے۔ is_recurring کو false کریں، پھر نیا سلسلہ شروع کریں۔",
        "The tasks of this series are made by time, and one of them cannot change it.":
            "اس سلسلے کے کام وقت کے حساب سے بنتے ہیں، اور ان میں سے کوئی ایک کام سلسلے کو تبدیل نہیں کر سکتا۔",

        // The same request again.
        "This Idempotency-Key came with another body before.":
            "یہ Idempotency-Key پہلے کسی دوسری باڈی کے ساتھ آ چکی ہے۔",
        "The first request with this Idempotency-Key still runs.":
            "اس Idempotency-Key والی پہلی درخواست ابھی جاری ہے۔",
        "The answer to this Idempotency-Key held a secret, was given once and was not kept.":
            "اس Idempotency-Key کے جواب میں ایک راز تھا؛ وہ ایک ہی بار دیا گیا اور محفوظ نہیں رکھا گیا۔",

        // Who asks.
        "There is an account with this e-mail address.": "اس ای میل پتے کا اکاؤنٹ پہلے سے موجود ہے۔",
        "E-mail address and password do not belong together.": "ای میل پتہ اور پاس ورڈ آپس میں مطابقت نہیں رکھتے۔",
        "A valid access token is needed: Authorization: Bearer …":
            "ایک درست ایکسس ٹوکن درکار ہے: Authorization: Bearer …",
        "The access token is not valid (any more): refresh it or log in again.":
            "ایکسس ٹوکن درست نہیں (یا اب نہیں رہا): اسے تازہ کریں یا دوبارہ لاگ اِن کریں۔",
        "The token lacks the scope {}.": "ٹوکن میں {1} کا اختیار شامل نہیں۔",
        "The keys of tokens are not here yet.": "ٹوکنز کی تصدیق کی کیز ابھی دستیاب نہیں۔",
        "This account logs in elsewhere and has no password here.":
            "اس اکاؤنٹ کا لاگ اِن کہیں اور ہوتا ہے، یہاں اس کا کوئی پاس ورڈ نہیں۔",
        "The header dapr-api-token is missing or wrong.": "ہیڈر dapr-api-token موجود نہیں یا غلط ہے۔",

        // Too much, or not now.
        "Too many requests; try again in {} s.": "بہت زیادہ درخواستیں؛ {1} سیکنڈ بعد دوبارہ کوشش کریں۔",
        "Too many attempts; try again in {} s.": "بہت زیادہ کوششیں؛ {1} سیکنڈ بعد دوبارہ کوشش کریں۔",
        "Too many logins at once; try again in a moment.":
            "بیک وقت بہت زیادہ لاگ اِن ہو رہے ہیں؛ کچھ دیر میں دوبارہ کوشش کریں۔",
        "It may or may not have been carried out; look, or try again.":
            "معلوم نہیں کہ اس پر عمل ہوا یا نہیں؛ دیکھ لیں، یا دوبارہ کوشش کریں۔",
        "Something we depend on is away; try again.": "ایک ضروری سروس فی الحال دستیاب نہیں؛ دوبارہ کوشش کریں۔",
        "It took too long; try again.": "اس میں بہت وقت لگ گیا؛ دوبارہ کوشش کریں۔",
        "The request was called off.": "درخواست منسوخ کر دی گئی۔",
        "This server is stopping; try again.": "یہ سرور بند ہو رہا ہے؛ دوبارہ کوشش کریں۔",
        "Something went wrong here.": "ہماری طرف کوئی خرابی پیش آئی۔",
        "Nothing is served here.": "یہاں کوئی سہولت دستیاب نہیں۔",
    ]
}
