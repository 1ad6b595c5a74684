# Danish. See en.ftl for what each text is and for the values.

title-problem = Fejl: { $title }

approving = Du godkender
approve-amount = Beløb
approve-payee = Til

continue = Fortsæt
approve = Godkend
cancel = Annuller og gå tilbage
support = Få hjælp
another-way = Prøv en anden måde
back = Tilbage
copy = Kopiér
copied = Kopieret
remember =
    { $days ->
        [one] Spørg ikke igen i denne browser i { $days } dag
       *[other] Spørg ikke igen i denne browser i { $days } dage
    }
remember-about = Kun på din egen enhed.

method-phone = Telefon
method-sms = Sms
method-call = Telefonopkald
method-email = E-mail
method-authenticator = Godkendelsesapp
method-passkey = Adgangsnøgle
method-token = Kodeviser
method-push = App på din enhed
method-recovery = Gendannelseskode

about-phone = En kode i en sms eller et opkald
about-sms = En kode i en sms
about-call = Et opkald, der læser en kode op
about-email = En kode i en e-mail
about-authenticator = En kode fra en app, også uden net
about-passkey = Fingeraftryk, ansigt, skærmlås eller sikkerhedsnøgle
about-token = En kode fra en lille enhed
about-push = Svar på et spørgsmål på din telefon
about-recovery = En af de koder, du har gemt

choose-first-title = Tilføj et ekstra trin
choose-first = Hold andre ude af din konto med endnu en måde at vise, at det er dig.
choose-add-title = Tilføj endnu en metode
choose-add = Med to metoder kan du stadig komme ind, hvis du mister den ene.
choose-another-title = Vælg en anden måde
choose-another = Hvordan vil du bekræfte, at det er dig?

phone-title = Tilføj din telefon
phone = Vi sender dig en kode for at kontrollere nummeret.
phone-label = Telefonnummer
phone-hint = Med landekode, for eksempel +45 32 12 34 56
email-title = Tilføj din e-mailadresse
email = Vi sender dig en kode for at kontrollere adressen.
email-label = E-mailadresse
get-sms = Få en kode på sms
get-call = Få en kode i et opkald
get-email = Få en kode på e-mail

send-title = Bekræft, at det er dig
send = Vi sender en kode til { $to }.

code-title = Indtast koden
code-sms = Vi har sendt en sms med en kode til { $to }.
code-call = Vi ringer til { $to } og læser en kode op.
code-email = Vi har sendt en e-mail med en kode til { $to }. Det kan tage et minut; se også i din spammappe.
code-app = Åbn din godkendelsesapp. Den viser koden.
code-app-named = Åbn { $name }. Der står koden.
code-token = Din kodeviser viser koden.
code-token-named = { $name } viser koden.
code-label = Kode på { $digits } cifre
code-again = Send igen
code-again-call = Ring igen
code-sms-instead = Hellere på sms
code-call-instead = Hellere i et opkald
code-change-phone = Ret nummeret
code-change-email = Ret adressen
wait = Du kan bede om en ny om { $time }.
wait-over = Du kan bede om en ny nu.

authenticator-title = Sæt din godkendelsesapp op
authenticator-scan = Scan dette med appen
authenticator-any = Enhver app til engangskoder kan bruges.
authenticator-qr = QR-kode til din godkendelsesapp
authenticator-open = Åbn i en app på denne enhed
authenticator-typed = Kan du ikke scanne den?
authenticator-type = Skriv denne nøgle i appen:
authenticator-code = Indtast den kode, appen viser

passkey-make-title = Opret en adgangsnøgle
passkey-make = Din enhed beder om dit fingeraftryk, dit ansigt eller din skærmlås. En sikkerhedsnøgle kan også bruges.
passkey-make-button = Opret adgangsnøgle
passkey-use-title = Brug din adgangsnøgle
passkey-use = Din enhed beder om dit fingeraftryk, dit ansigt, din skærmlås eller din sikkerhedsnøgle.
passkey-use-button = Brug adgangsnøgle
passkey-field = Eller vælg den blandt forslagene her
passkey-script = Adgangsnøgler kræver JavaScript. Slå det til for denne side, eller vælg en anden måde.
passkey-unable = Denne browser har ikke adgangsnøgler. Brug en anden browser, eller vælg en anden måde.
passkey-waiting = Din browser spørger dig nu.

token-title = Tilføj din kodeviser
token = Skriv serienummeret fra bagsiden og derefter to koder, den ene efter den anden.
token-serial = Serienummer
token-code = Den kode, den viser nu
token-next = Den kode, den viser bagefter
token-next-about = Vent, til koden skifter, eller tryk på knappen igen.

ask = Vi spørger på din enhed. Hav den ved hånden.
ask-named = Vi spørger på { $name }. Hav den ved hånden.
ask-button = Spørg på min enhed

push-title = Svar på din enhed
push = Vi har spurgt på din enhed. Åbn appen dér.
push-named = Vi har spurgt på { $name }. Åbn appen dér.
push-number = Tal på enheden
push-hint = Sig ja dér, og skriv så det tal, den viser.
push-again = Spørg igen
wait-push = Du kan spørge igen om { $time }.
wait-push-over = Du kan spørge igen nu.

device-title = Forbind din enhed
device-scan = Scan dette med appen på din enhed.
device-qr = QR-kode til appen på din enhed
device-copy = Åbn dette link på enheden:
device-waiting = Venter på din enhed
device-connected = Din enhed er forbundet.
device-over = Denne kode har været åben for længe. Ingen kan bruge den mere.
device-again = Få en ny

codes-title = Gem dine gendannelseskoder
codes = Hver kode lukker dig ind én gang, hvis du mister alt andet. Ingen kan vise dig dem igen: gem dem et sikkert sted, og ikke kun på denne enhed.
codes-list = Gendannelseskoder
codes-download = Hent
codes-print = Udskriv
codes-file = Gendannelseskoder til { $name }. Hver virker én gang.
codes-saved = Jeg har gemt disse koder
recovery-title = Brug en gendannelseskode
recovery = Skriv en af de koder, du har gemt. Hver virker én gang.
recovery-label = Gendannelseskode

methods-title = Sådan bekræfter du, at det er dig
methods = Hver af disse lukker dig ind.
methods-two = Du skal bruge to af disse for at komme ind.
methods-none = Der er ikke sat noget op endnu.
methods-codes = Gendannelseskoder
methods-codes-left =
    { $left ->
        [0] Ingen tilbage
        [one] { $left } tilbage
       *[other] { $left } tilbage
    }
methods-codes-new = Lav nye
methods-browsers = Browsere, hvor der ikke spørges
methods-add = Tilføj endnu en metode
methods-finish = Færdig
added = Tilføjet den { $day }
used = Sidst brugt den { $day }
used-this = Denne browser, sidst brugt den { $day }
rename = Omdøb
rename-what = Omdøb { $what }
remove = Fjern
remove-what = Fjern { $what }
forget = Glem
forget-what = Glem { $what }

remove-title = Fjern { $what }?
remove-about = Så lukker den dig ikke længere ind.
remove-yes = Fjern
remove-no = Behold
remove-last-title = Det er din eneste metode
remove-last = Tilføj først en anden. Så kan du fjerne denne uden at låse dig selv ude.
rename-title = Omdøb { $what }
rename-label = Navn
rename-about = Så du kan kende den fra andre: “Arbejdstelefon”.
rename-save = Gem

end-expired-title = Denne side er udløbet
end-expired = Af hensyn til din sikkerhed var den kun åben kort tid. Gå tilbage, og begynd forfra.
end-used-title = Dette link er allerede brugt
end-used = Det, det skulle bruges til, er overstået. Har du brug for det igen, så gå tilbage, og begynd forfra.
end-elsewhere-title = Åben i en anden browser
end-elsewhere = Det begyndte i en anden browser eller i et privat vindue. Fortsæt dér, eller gå tilbage, og begynd forfra her.
end-unknown-title = Dette link virker ikke
end-unknown = Måske mangler en del af det. Gå tilbage, hvor du kom fra, og begynd forfra.
end-cookies-title = Din browser blokerer cookies
end-cookies = Der er brug for én, så længe siden er åben, for at vide, at det stadig er dig. Tillad cookies for denne side, og prøv igen.
end-too-many-title = For mange forsøg
end-too-many = For at holde andre ude tages der ikke imod koder et stykke tid. Prøv igen senere.
end-too-many-minutes =
    { $minutes ->
        [one] For at holde andre ude tages der ikke imod koder lige nu. Prøv igen om { $minutes } minut.
       *[other] For at holde andre ude tages der ikke imod koder lige nu. Prøv igen om { $minutes } minutter.
    }
end-not-enrolled-title = Endnu intet ekstra trin
end-not-enrolled = Der er ikke sat noget op, som du kan bekræfte med, at det er dig.
end-denied-title = Ikke bekræftet
end-denied = Ingen blev lukket ind. Hvis du ikke ventede at blive spurgt, kender nogen måske din adgangskode: skift den.
end-canceled-title = Du stoppede her
end-canceled = Intet blev bekræftet. Du kan begynde forfra når som helst.
end-stale-title = Denne side var forældet
end-stale = Måske er du gået tilbage eller har den åben to gange. Der er ikke gjort noget. Fortsæt, hvor du er.
end-done-title = Færdig
end-done = Det var det hele.
end-fault-title = Noget gik galt hos os
end-fault = Det var ikke dig. Det, du har sat op, er i god behold. Prøv igen om lidt.
end-onward = Fortsæt
end-retry = Prøv igen
end-back = Gå tilbage
end-back-to = Gå tilbage til { $name }
end-close = Du kan lukke denne side.

problem-missing = Udfyld dette felt.
problem-wrong-code = Det er ikke koden. Prøv igen.
problem-wrong-code-left =
    { $left ->
        [one] Det er ikke koden. Du har { $left } forsøg tilbage.
       *[other] Det er ikke koden. Du har { $left } forsøg tilbage.
    }
problem-code-over = Denne kode virker ikke længere. Bed om en ny.
problem-used-code = Denne kode er brugt. Vent på den næste.
problem-clock-off = Denne kode hører til et andet tidspunkt. Lad din enhed stille uret selv, og prøv igen.
problem-bad-phone = Det er ikke et telefonnummer. Begynd med + og landekoden.
problem-bad-email = Det er ikke en e-mailadresse.
problem-not-served = Dertil kan vi ikke sende en kode. Vælg noget andet.
problem-known = Det har du allerede sat op.
problem-too-soon = Den næste kan sendes om { $time }.
problem-too-many =
    { $minutes ->
        [one] For mange forsøg. Vent { $minutes } minut, eller vælg en anden måde.
       *[other] For mange forsøg. Vent { $minutes } minutter, eller vælg en anden måde.
    }
problem-not-sent = Vi kunne ikke sende den. Prøv igen, eller vælg en anden måde.
problem-bad-serial = Dette serienummer kan ikke tilføjes. Sammenlign det med det på kodeviseren.
problem-bad-codes = Det er ikke to koder i træk. Skriv den, der vises nu, og derefter den næste.
problem-passkey = Det virkede ikke. Prøv igen, eller vælg en anden måde.
problem-not-approved = Du har ikke sagt ja på enheden endnu. Gør det først, og skriv så tallet.
problem-no-answer = Ingen svarede. Spørg igen, eller vælg en anden måde.
problem-wrong-number = Det er ikke tallet. Spørg igen: så viser enheden et andet.
problem-no-device = Din enhed er ikke forbundet endnu. Gør det færdigt i appen, og fortsæt så her.
problem-wrong-recovery-code = Det er ikke en af dine koder, eller den er brugt.
problem-not-saved = Gem først koderne, og sæt så kryds i feltet.
problem-bad-name = Brug 1 til 64 tegn.
problem-gone = Den er der ikke længere.
problem-stale = Denne side var forældet, og der er ikke gjort noget. Prøv igen.

notice-sent-again = Vi har sendt dig en ny kode.
notice-asked-again = Vi har spurgt på din enhed igen. Den viser et nyt tal.
notice-added = Tilføjet. Du kan bruge den fra nu af.
notice-renamed = Navnet er ændret.
notice-removed = Fjernet.
notice-forgotten = I den browser spørges der igen fra nu af.
notice-prove-first = Bekræft, at det er dig, før noget ændres.
notice-one-more = Et trin mere: Bekræft nu med en anden metode.
notice-set-up-again = Du brugte en gendannelseskode. Har du mistet din enhed, så sæt en ny op nu.
