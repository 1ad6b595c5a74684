# Danish: du, as everyone writes. See en.ftl for the variables and for the characters that an SMS may hold: GSM-7
# has æ ø å é.

intro = Din bekræftelseskode til { $friendly_name } er:
intro-transaction = Din kode fra { $friendly_name } til godkendelse af { $amount } til { $payee } er:
do-not-share = Del ikke denne kode med nogen; vores medarbejdere beder aldrig om den

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Dette er et opkald fra { $friendly_name }. Tryk på en vilkårlig tast for at høre din kode.
call-gate-digits = Dette er et opkald fra { $friendly_name }. Tryk på { $digits } for at høre din kode.
call-gate-wrong = Det var ikke de rigtige taster.
call-over = Denne kode er ikke længere gyldig. Farvel.
call = Hej. { $intro } { $code }. Jeg gentager, din kode er: { $code }. Farvel.
call-do-not-share = Hej. { $intro } { $code }. Jeg gentager, din kode er: { $code }. { do-not-share }. Farvel.

call-approve = Dette er et opkald fra { $friendly_name }. Du bliver bedt om at godkende det, der står på din skærm nu. Tryk på de to cifre, som du ser der, for at godkende. Tryk på 9, hvis det ikke var dig.
call-approve-transaction = Dette er et opkald fra { $friendly_name }. Du bliver bedt om at godkende { $amount } til { $payee }. Tryk på de to cifre, som du ser på din skærm, for at godkende. Tryk på 9, hvis det ikke var dig.
call-approved = Tak. Det er godkendt. Farvel.
call-reported = Tak. Det er ikke godkendt, og det er meldt. Farvel.
call-approve-over = Der er ikke længere noget at godkende. Farvel.

push-login = Log ind på { $friendly_name }?
push-set-up = Ændre, hvordan du logger ind på { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: Godkend denne betaling?
push-amount = Beløb
push-payee = Til
push-number = Skriv dette tal på siden

email-subject = Din bekræftelseskode til { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Koden gælder i mindre end et minut og kan kun bruges én gang.
        [one] Koden gælder i { $minutes } minut og kan kun bruges én gang.
       *[other] Koden gælder i { $minutes } minutter og kan kun bruges én gang.
    }
email-unasked = Hvis du ikke har bedt om denne kode, så indtast den ikke nogen steder; du kan se bort fra denne e-mail.
email-unasked-transaction = Hvis du ikke har startet denne betaling, så indtast ikke koden nogen steder, og kontakt { $friendly_name }.
