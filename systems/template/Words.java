// A whole adapter: greet, answer every request with one line, leave at the end of the input. Copy it and put a system in `spans`.
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.*;
import java.util.stream.Collectors;
import java.util.regex.Pattern;

class Words {
    static final Pattern WORD = Pattern.compile("\\P{IsWhite_Space}+");

    // Java counts strings in UTF-16 units: the greeting says so, and no offset is converted.
    static String spans(String text) {
        return WORD.matcher(text).results().map(word -> "[" + word.start() + "," + word.end() + "]").collect(Collectors.joining(",", "[", "]"));
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        out.println("{\"protocol\":1,\"name\":\"template-java\",\"version\":\"1\",\"task\":\"words\",\"offsets\":\"utf16\"}");
        for (String line; (line = in.readLine()) != null; )
            out.println("{\"id\":" + field(line, "\"id\"") + ",\"spans\":" + spans(unescaped(field(line, "\"text\""))) + "}");
    }

    // The string value of a key as it is written, with its quotes: `id` goes back unread.
    static String field(String json, String key) {
        int start = json.indexOf('"', json.indexOf(':', json.indexOf(key)));
        int end = start + 1;
        while (json.charAt(end) != '"') end += json.charAt(end) == '\\' ? 2 : 1;
        return json.substring(start, end + 1);
    }

    static String unescaped(String string) {
        var text = new StringBuilder();
        for (int at = 1; at < string.length() - 1; at++) {
            char next = string.charAt(at);
            if (next == '\\') {
                next = string.charAt(++at);
                if (next == 'u') next = (char) Integer.parseInt(string.substring(at + 1, (at += 4) + 1), 16);  // Half a pair is one unit of two.
                else next = "\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(next));
            }
            text.append(next);
        }
        return text.toString();
    }
}
