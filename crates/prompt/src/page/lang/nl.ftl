# Dutch, of the Netherlands and Flanders. See en.ftl for what each text is and for the values.

title-problem = Fout: { $title }

approving = U keurt goed
approve-amount = Bedrag
approve-payee = Aan

continue = Verder
approve = Goedkeuren
cancel = Annuleren en teruggaan
support = Hulp
another-way = Op een andere manier
back = Terug
copy = Kopiëren
copied = Gekopieerd
remember =
    { $days ->
        [one] { $days } dag niet meer vragen in deze browser
       *[other] { $days } dagen niet meer vragen in deze browser
    }
remember-about = Alleen op een apparaat van uzelf.

method-phone = Telefoon
method-sms = Sms
method-call = Telefoongesprek
method-email = E-mail
method-authenticator = Authenticator-app
method-passkey = Passkey
method-token = Hardwaretoken
method-push = App op uw apparaat
method-recovery = Herstelcode

about-phone = Een code per sms of telefoon
about-sms = Een code per sms
about-call = Een telefoontje waarin u een code hoort
about-email = Een code per e-mail
about-authenticator = Een code uit een app, ook zonder netwerk
about-passkey = Vingerafdruk, gezicht, schermvergrendeling of beveiligingssleutel
about-token = Een code van een klein apparaatje
about-push = Een vraag op uw telefoon beantwoorden
about-recovery = Een van de codes die u hebt bewaard

choose-first-title = Een tweede stap toevoegen
choose-first = Houd anderen uit uw account met nog een manier om te laten zien dat u het bent.
choose-add-title = Nog een methode toevoegen
choose-add = Met twee methoden komt u ook binnen als u er een kwijtraakt.
choose-another-title = Een andere manier kiezen
choose-another = Hoe wilt u bevestigen dat u het bent?

phone-title = Uw telefoon toevoegen
phone = We sturen u een code om het nummer te controleren.
phone-label = Telefoonnummer
phone-hint = Met de landcode, bijvoorbeeld +31 6 12345678
email-title = Uw e-mailadres toevoegen
email = We sturen u een code om het adres te controleren.
email-label = E-mailadres
get-sms = Code per sms ontvangen
get-call = Code per telefoon ontvangen
get-email = Code per e-mail ontvangen

send-title = Bevestig dat u het bent
send = We sturen een code naar { $to }.

code-title = Voer de code in
code-sms = We hebben een sms met een code gestuurd naar { $to }.
code-call = We bellen { $to } om u een code voor te lezen.
code-email = We hebben een e-mail met een code gestuurd naar { $to }. Dat kan een minuut duren; kijk ook bij de ongewenste e-mail.
code-app = Open uw authenticator-app. Daar staat de code.
code-app-named = Open { $name }. Daar staat de code.
code-token = Uw hardwaretoken toont de code.
code-token-named = { $name } toont de code.
code-label = Code van { $digits } cijfers
code-again = Opnieuw sturen
code-again-call = Opnieuw bellen
code-sms-instead = Liever per sms
code-call-instead = Liever per telefoon
code-change-phone = Nummer wijzigen
code-change-email = Adres wijzigen
wait = Over { $time } kunt u een nieuwe vragen.
wait-over = U kunt nu een nieuwe vragen.

authenticator-title = Uw authenticator-app instellen
authenticator-scan = Scan dit met de app
authenticator-any = Elke app voor eenmalige codes is geschikt.
authenticator-qr = QR-code voor uw authenticator-app
authenticator-open = Openen in een app op dit apparaat
authenticator-typed = Lukt scannen niet?
authenticator-type = Typ deze sleutel in de app:
authenticator-code = Voer de code in die de app toont

passkey-make-title = Een passkey maken
passkey-make = Uw apparaat vraagt om uw vingerafdruk, gezicht of schermvergrendeling. Een beveiligingssleutel kan ook.
passkey-make-button = Passkey maken
passkey-use-title = Uw passkey gebruiken
passkey-use = Uw apparaat vraagt om uw vingerafdruk, gezicht of schermvergrendeling, of om uw beveiligingssleutel.
passkey-use-button = Passkey gebruiken
passkey-field = Of kies hem hier uit de suggesties
passkey-script = Passkeys hebben JavaScript nodig. Zet het aan voor deze pagina of kies een andere manier.
passkey-unable = Deze browser heeft geen passkeys. Gebruik een andere browser of kies een andere manier.
passkey-waiting = Uw browser vraagt het u nu.

token-title = Uw hardwaretoken toevoegen
token = Typ het serienummer van de achterkant en daarna twee codes na elkaar.
token-serial = Serienummer
token-code = Code die nu wordt getoond
token-next = Code die daarna wordt getoond
token-next-about = Wacht tot de code verandert of druk nog eens op de knop.

ask = We vragen het op uw apparaat. Houd het bij de hand.
ask-named = We vragen het op { $name }. Houd het bij de hand.
ask-button = Vraag het op mijn apparaat

push-title = Antwoord op uw apparaat
push = We hebben het op uw apparaat gevraagd. Open daar de app.
push-named = We hebben het gevraagd op { $name }. Open daar de app.
push-number = Getal op het apparaat
push-hint = Zeg daar ja en typ dan het getal dat het toont.
push-again = Opnieuw vragen
wait-push = Over { $time } kunt u het opnieuw vragen.
wait-push-over = U kunt het nu opnieuw vragen.

device-title = Koppel uw apparaat
device-scan = Scan dit met de app op uw apparaat.
device-qr = QR-code voor de app op uw apparaat
device-copy = Open deze link op het apparaat:
device-waiting = Wachten op uw apparaat
device-connected = Uw apparaat is gekoppeld.
device-over = Deze code heeft te lang opengestaan. Niemand kan hem nog gebruiken.
device-again = Nieuwe code tonen

codes-title = Bewaar uw herstelcodes
codes = Met elke code komt u één keer binnen als u al het andere kwijt bent. Niemand kan ze u nog eens tonen: bewaar ze op een veilige plek, en niet alleen op dit apparaat.
codes-list = Herstelcodes
codes-download = Downloaden
codes-print = Afdrukken
codes-file = Herstelcodes voor { $name }. Elke code werkt één keer.
codes-saved = Ik heb deze codes bewaard
recovery-title = Een herstelcode gebruiken
recovery = Typ een van de codes die u hebt bewaard. Elke code werkt één keer.
recovery-label = Herstelcode

methods-title = Hoe u bevestigt dat u het bent
methods = Met elk hiervan komt u binnen.
methods-two = U hebt er twee van nodig om binnen te komen.
methods-none = Er is nog niets ingesteld.
methods-codes = Herstelcodes
methods-codes-left =
    { $left ->
        [0] Geen over
        [one] Nog { $left }
       *[other] Nog { $left }
    }
methods-codes-new = Nieuwe maken
methods-browsers = Browsers waarin niets wordt gevraagd
methods-add = Nog een methode toevoegen
methods-finish = Klaar
added = Toegevoegd op { $day }
used = Laatst gebruikt op { $day }
used-this = Deze browser, laatst gebruikt op { $day }
rename = Naam wijzigen
rename-what = Naam van { $what } wijzigen
remove = Verwijderen
remove-what = { $what } verwijderen
forget = Vergeten
forget-what = { $what } vergeten

remove-title = { $what } verwijderen?
remove-about = U komt er dan niet meer mee binnen.
remove-yes = Verwijderen
remove-no = Behouden
remove-last-title = Dit is uw enige methode
remove-last = Voeg eerst een andere toe. Daarna kunt u deze verwijderen zonder uzelf buiten te sluiten.
rename-title = Naam van { $what } wijzigen
rename-label = Naam
rename-about = Zodat u hem van andere kunt onderscheiden: “Werktelefoon”.
rename-save = Opslaan

end-expired-title = Deze pagina is verlopen
end-expired = Voor uw veiligheid stond hij maar kort open. Ga terug en begin opnieuw.
end-used-title = Deze link is al gebruikt
end-used = Waar hij voor was, is voorbij. Als u het nog eens nodig hebt, ga dan terug en begin opnieuw.
end-elsewhere-title = Open in een andere browser
end-elsewhere = Het begon in een andere browser of een privévenster. Ga daar verder, of ga terug en begin hier opnieuw.
end-unknown-title = Deze link werkt niet
end-unknown = Misschien ontbreekt er een deel. Ga terug naar waar u vandaan kwam en begin opnieuw.
end-cookies-title = Uw browser blokkeert cookies
end-cookies = Er is er één nodig, zolang deze pagina open is, om te weten dat u het nog bent. Sta cookies toe voor deze pagina en probeer het opnieuw.
end-too-many-title = Te veel pogingen
end-too-many = Om anderen buiten te houden worden even geen codes aangenomen. Probeer het later opnieuw.
end-too-many-minutes =
    { $minutes ->
        [one] Om anderen buiten te houden worden nu geen codes aangenomen. Probeer het over { $minutes } minuut opnieuw.
       *[other] Om anderen buiten te houden worden nu geen codes aangenomen. Probeer het over { $minutes } minuten opnieuw.
    }
end-not-enrolled-title = Nog geen tweede stap
end-not-enrolled = Er is niets ingesteld waarmee u kunt bevestigen dat u het bent.
end-denied-title = Niet bevestigd
end-denied = Er is niemand binnengelaten. Als u deze vraag niet verwachtte, kent iemand misschien uw wachtwoord: wijzig het.
end-canceled-title = U bent hier gestopt
end-canceled = Er is niets bevestigd. U kunt altijd opnieuw beginnen.
end-stale-title = Deze pagina was verouderd
end-stale = Misschien bent u teruggegaan of staat hij twee keer open. Er is niets gedaan. Ga verder waar u bent.
end-done-title = Klaar
end-done = Dat was alles.
end-fault-title = Er ging bij ons iets mis
end-fault = Het lag niet aan u. Wat u hebt ingesteld, is veilig. Probeer het zo meteen opnieuw.
end-onward = Verder
end-retry = Opnieuw proberen
end-back = Teruggaan
end-back-to = Terug naar { $name }
end-close = U kunt deze pagina sluiten.

problem-missing = Vul dit in.
problem-wrong-code = Dat is niet de code. Probeer het opnieuw.
problem-wrong-code-left =
    { $left ->
        [one] Dat is niet de code. U hebt nog { $left } poging.
       *[other] Dat is niet de code. U hebt nog { $left } pogingen.
    }
problem-code-over = Deze code werkt niet meer. Vraag een nieuwe.
problem-used-code = Deze code is al gebruikt. Wacht op de volgende.
problem-clock-off = Deze code hoort bij een ander tijdstip. Laat uw apparaat de klok zelf instellen en probeer het opnieuw.
problem-bad-phone = Dat is geen telefoonnummer. Begin met + en de landcode.
problem-bad-email = Dat is geen e-mailadres.
problem-not-served = Daar kunnen we geen code naartoe sturen. Kies iets anders.
problem-known = Dit hebt u al ingesteld.
problem-too-soon = De volgende kan over { $time } worden gestuurd.
problem-too-many =
    { $minutes ->
        [one] Te veel pogingen. Wacht { $minutes } minuut of kies een andere manier.
       *[other] Te veel pogingen. Wacht { $minutes } minuten of kies een andere manier.
    }
problem-not-sent = We konden niets sturen. Probeer het opnieuw of kies een andere manier.
problem-bad-serial = Dit serienummer kan niet worden toegevoegd. Vergelijk het met dat op het token.
problem-bad-codes = Dat zijn niet twee codes na elkaar. Typ de code die nu wordt getoond en daarna de volgende.
problem-passkey = Dat is niet gelukt. Probeer het opnieuw of kies een andere manier.
problem-not-approved = U hebt op het apparaat nog geen ja gezegd. Doe dat eerst en typ dan het getal.
problem-no-answer = Niemand heeft geantwoord. Vraag het opnieuw of kies een andere manier.
problem-wrong-number = Dat is niet het getal. Vraag het opnieuw: het apparaat toont dan een ander.
problem-no-device = Uw apparaat is nog niet gekoppeld. Rond het af in de app en ga dan hier verder.
problem-wrong-recovery-code = Dat is geen van uw codes, of hij is al gebruikt.
problem-not-saved = Bewaar eerst de codes en zet dan het vinkje.
problem-bad-name = Gebruik 1 tot 64 tekens.
problem-gone = Het is er niet meer.
problem-stale = Deze pagina was verouderd en er is niets gedaan. Probeer het opnieuw.

notice-sent-again = We hebben u een nieuwe code gestuurd.
notice-asked-again = We hebben het opnieuw op uw apparaat gevraagd. Het toont een nieuw getal.
notice-added = Toegevoegd. U kunt het vanaf nu gebruiken.
notice-renamed = De naam is gewijzigd.
notice-removed = Verwijderd.
notice-forgotten = In die browser wordt vanaf nu weer gevraagd.
notice-prove-first = Bevestig dat u het bent voordat er iets verandert.
notice-one-more = Nog één stap: bevestig nu met een andere methode.
notice-set-up-again = U hebt een herstelcode gebruikt. Als u uw apparaat kwijt bent, stel dan nu een nieuw in.
